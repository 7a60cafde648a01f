"""What a newsroom needs above the articles: roles, the dashboard, and a start for an article."""
