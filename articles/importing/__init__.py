"""Text from elsewhere becomes what articles are made of: pasted HTML, Word documents, Markdown.

From the lowest layer up: ``notes`` names what is lost or guessed, ``styles`` reads styles of word
processors, ``runs`` and ``pieces`` hold a text, ``tables`` and ``reading`` make pieces of HTML,
``blocks`` makes blocks of pieces, ``drafts`` makes an article. ``docx`` and ``markdown`` turn files
into HTML, ``pictures`` stores the pictures in them; the views are on top.
"""
