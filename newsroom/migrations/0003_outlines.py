"""Outlines: the table, and four that every site can use."""

import json

import wagtail.fields
from django.db import migrations, models


def section(heading, *content):
    blocks = [{"type": kind, "value": value} for kind, value in content or [("paragraph", "")]]
    return {"type": "section", "value": {"heading": heading, "anchor": "", "content": blocks}}


def question(words=""):
    return {"type": "question", "value": {"question": words, "answer": "", "anchor": ""}}


TABLE = {
    "table": {
        "caption": "",
        "columns": [
            {"type": "text", "heading": ""},
            {"type": "text", "heading": "The one"},
            {"type": "text", "heading": "The other"},
        ],
        "rows": [{"values": ["", "", ""]} for _row in range(3)],
    },
    "note": "",
}
TIMELINE = {"title": "", "events": [{"date": "", "text": ""} for _event in range(4)]}
SHIPPED = [
    (
        "Explainer",
        "A “why” with causes, course and consequences, and questions at the end.",
        [
            section("What is the question about?"),
            section("Causes", ("paragraph", ""), ("term_list", {"terms": [{"term": "", "explanation": ""}] * 3})),
            section("How it came about"),
            section("What followed"),
        ],
        [question(), question(), question()],
    ),
    (
        "Short answer",
        "A question that two or three paragraphs answer.",
        [section("The answer in full")],
        [question()],
    ),
    (
        "Timeline",
        "Something that is best told by its dates.",
        [
            section("Before"),
            section("Step by step", ("timeline", TIMELINE)),
            section("What remains of it"),
        ],
        [question(), question()],
    ),
    (
        "Comparison",
        "Two things that readers confuse or choose between.",
        [
            section("At a glance", ("table", TABLE)),
            section("What they have in common"),
            section("What sets them apart"),
            section("Which one when?"),
        ],
        [question(), question()],
    ),
]  # fmt: skip


def ship(apps, schema_editor):
    Outline = apps.get_model("newsroom", "Outline")
    if not Outline.objects.exists():  # the migration may be run for the second time
        for place, (name, description, body, faq) in enumerate(SHIPPED):
            Outline.objects.create(
                sort_order=place,
                name=name,
                description=description,
                body=json.dumps(body),
                faq=json.dumps(faq),
            )


class Migration(migrations.Migration):

    dependencies = [("newsroom", "0002_roles")]

    operations = [
        migrations.CreateModel(
            name='Outline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('description', models.CharField(blank=True, help_text='One sentence. Editors read it when they begin an article.', max_length=200, verbose_name='when to use it')),
                ('body', wagtail.fields.StreamField([('section', 42)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'Short, without a number: sections number themselves.', 'label': 'Heading', 'max_length': 160}), 1: ('articles.blocks.text.ParagraphBlock', (), {'features': ['bold', 'italic', 'superscript', 'subscript', 'link', 'document-link', 'ol', 'ul', 'h3'], 'group': 'Text'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Two or three words, without a full stop.', 'label': 'Term', 'max_length': 120}), 3: ('wagtail.blocks.TextBlock', (), {'help_text': 'One or two sentences.', 'label': 'Explanation', 'rows': 2}), 4: ('wagtail.blocks.StructBlock', [[('term', 2), ('explanation', 3)]], {}), 5: ('wagtail.blocks.ListBlock', (4,), {'label': 'Terms', 'min_num': 1}), 6: ('wagtail.blocks.StructBlock', [[('terms', 5)]], {'group': 'Text'}), 7: ('wagtail.blocks.TextBlock', (), {'help_text': 'The quoted words, without quotation marks.', 'label': 'Quotation', 'rows': 3}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'A person or institution.', 'label': 'Speaker', 'max_length': 160, 'required': False}), 9: ('wagtail.blocks.CharBlock', (), {'help_text': 'A book, speech or letter.', 'label': 'Work and date', 'max_length': 200, 'required': False}), 10: ('wagtail.blocks.StructBlock', [[('text', 7), ('source', 8), ('work', 9)]], {'group': 'Text'}), 11: ('wagtail.blocks.CharBlock', (), {'help_text': 'The number or short phrase to set large.', 'label': 'Figure', 'max_length': 60}), 12: ('wagtail.blocks.TextBlock', (), {'help_text': 'One sentence, two at most.', 'label': 'Explanation', 'rows': 2}), 13: ('wagtail.blocks.StructBlock', [[('figure', 11), ('text', 12)]], {'group': 'Text'}), 14: ('wagtail.images.blocks.ImageBlock', [], {'label': 'File and description'}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'Shown below the picture. It says what can be seen there.', 'label': 'Caption', 'required': False, 'rows': 2}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'Names the person who made the picture, or its source.', 'label': 'Credit', 'max_length': 200, 'required': False}), 17: ('wagtail.blocks.StructBlock', [[('image', 14), ('caption', 15), ('credit', 16)]], {'group': 'Pictures'}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says what the video shows.', 'label': 'Title', 'max_length': 160}), 19: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'help_text': 'An MP4 or WebM file of your own.', 'label': 'Uploaded file', 'required': False}), 20: ('wagtail.blocks.URLBlock', (), {'help_text': 'The address of a video on YouTube or Vimeo. Nothing is loaded from there until the reader presses Play.', 'label': '… or address', 'required': False}), 21: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Shown until the video plays.', 'label': 'Still picture', 'required': False}), 22: ('wagtail.blocks.TextBlock', (), {'label': 'Caption', 'required': False, 'rows': 2}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'superscript', 'subscript', 'link', 'document-link', 'ol', 'ul', 'h3'], 'help_text': 'The words and pictures of the video, for people who cannot see or hear it.', 'label': 'Transcript', 'required': False}), 24: ('wagtail.blocks.StructBlock', [[('title', 18), ('file', 19), ('address', 20), ('poster', 21), ('caption', 22), ('transcript', 23)]], {'group': 'Pictures'}), 25: ('wagtail.blocks.CharBlock', (), {'icon': 'pilcrow', 'label': 'Text', 'required': False}), 26: ('wagtail.blocks.CharBlock', (), {'icon': 'order', 'label': 'Number', 'required': False}), 27: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 25), ('number', 26)]], {'label': 'Columns and rows'}), 28: ('wagtail.blocks.CharBlock', (), {'help_text': 'For instance units, the source, or rows that are left out.', 'label': 'Note', 'max_length': 300, 'required': False}), 29: ('wagtail.blocks.StructBlock', [[('table', 27), ('note', 28)]], {'group': 'Facts'}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 160, 'required': False}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'As readers will see it, for instance “22 June 1941” or “c. 450”.', 'label': 'Date', 'max_length': 60}), 32: ('wagtail.blocks.TextBlock', (), {'label': 'Event', 'rows': 2}), 33: ('wagtail.blocks.StructBlock', [[('date', 31), ('text', 32)]], {}), 34: ('wagtail.blocks.ListBlock', (33,), {'label': 'Events', 'min_num': 1}), 35: ('wagtail.blocks.StructBlock', [[('title', 30), ('events', 34)]], {'group': 'Facts'}), 36: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'File'}), 37: ('wagtail.blocks.CharBlock', (), {'help_text': 'If empty, the file’s own title is shown.', 'label': 'Title', 'max_length': 160, 'required': False}), 38: ('wagtail.blocks.TextBlock', (), {'help_text': 'Tells readers what the file contains.', 'label': 'Description', 'required': False, 'rows': 2}), 39: ('wagtail.blocks.StructBlock', [[('document', 36), ('title', 37), ('description', 38)]], {'group': 'Facts'}), 40: ('wagtail.blocks.StreamBlock', [[('paragraph', 1), ('term_list', 6), ('quote', 10), ('key_fact', 13), ('image', 17), ('video', 24), ('table', 29), ('timeline', 35), ('document', 39)]], {'label': 'Content'}), 41: ('wagtail.blocks.CharBlock', (), {'help_text': 'The end of the link that leads here. The site makes it from the heading. Keep it, so that links from other sites go on working.', 'label': 'Link name', 'max_length': 80, 'required': False}), 42: ('wagtail.blocks.StructBlock', [[('heading', 0), ('content', 40), ('anchor', 41)]], {})}, help_text='A heading may be a hint, for instance “Why it happened”. Blocks may be empty.', verbose_name='sections')),
                ('faq', wagtail.fields.StreamField([('question', 3)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'In the words in which a reader would ask it.', 'label': 'Question', 'max_length': 200}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'superscript', 'subscript', 'link', 'ol', 'ul'], 'help_text': 'A short answer that stands by itself.', 'label': 'Answer'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'The end of the link that leads here. The site makes it from the heading. Keep it, so that links from other sites go on working.', 'label': 'Link name', 'max_length': 80, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('question', 0), ('answer', 1), ('anchor', 2)]], {})}, help_text='Questions to answer.', verbose_name='FAQ')),
            ],
            options={
                'verbose_name': 'outline',
                'verbose_name_plural': 'outlines',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
