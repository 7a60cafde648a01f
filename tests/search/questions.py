"""What readers of the demo articles ask, and what the search should say to it.

QUESTIONS are the test of relevance: for each the article named must be the first result in at
least nine cases of ten and among the first three always. They were written from the articles
before the search that they test, and are not to be changed to suit it: a question is only taken
out or reworded when an editor would call another article right as well. They are typed as
readers type: whole sentences and bare keywords, without capitals, accents or question marks,
in other inflections, in American spelling, with a word that no article has.

SPELLING pairs a query that has one misspelt word with the query that should be suggested.

ANSWERS pairs a query with the question, in an article's FAQ, that it asks in the same or
nearly the same words.
"""

BERLIN = "why-did-the-berlin-wall-fall"
BRONZE_AGE = "why-did-the-bronze-age-world-collapse"
SOVIET_UNION = "why-did-the-soviet-union-join-the-allies-in-world-war-ii"
FORGETTING = "why-do-we-forget"
SLEEP = "why-do-we-sleep"
CHILLI = "why-does-chilli-burn"
ICE = "why-does-ice-float"
MOON = "why-does-the-moon-always-show-the-same-face"
VIETNAMESE = "why-does-vietnamese-use-the-latin-alphabet"
ENGLISH = "why-is-english-spelling-so-strange"
SEASONS = "why-are-there-seasons"
SIXTY = "why-are-there-sixty-minutes-in-an-hour"
SKY = "why-is-the-sky-blue"

#: Questions in the words of people who do not know ours, written before the ranking was changed for
#: any of them.
NATURAL_QUESTIONS: list[tuple[str, str]] = [
    ("why is it cold in winter", SEASONS),
    ("why are days longer in summer", SEASONS),
    ("D-Day", SOVIET_UNION),
    ("WWII", SOVIET_UNION),
    ("when did the USSR enter WW2", SOVIET_UNION),
    ("was Russia on Germany's side at first", SOVIET_UNION),
    ("who opened the border on 9 November 1989", BERLIN),
    ("how did people get from east to west berlin", BERLIN),
    ("why did civilisation collapse around 1200 bc", BRONZE_AGE),
    ("why can't I remember being a baby", FORGETTING),
    ("how do I remember what I have learned", FORGETTING),
    ("how many hours should an adult sleep", SLEEP),
    ("why do I wake up at night", SLEEP),
    ("how do you stop the burning after eating something spicy", CHILLI),
    ("why doesn't a lake freeze all the way to the bottom", ICE),
    ("why do we see only one side of the moon", MOON),
    ("why do vietnamese words have so many accents", VIETNAMESE),
    ("why don't english words sound the way they are written", ENGLISH),
    ("why is a minute sixty seconds", SIXTY),
    ("why is the sun red in the evening", SKY),
]

QUESTIONS: list[tuple[str, str]] = [
    ("how did a press conference open the border in East Germany?", BERLIN),
    ("who raised the barrier at Bornholmer Strasse", BERLIN),
    ("How many people lost their life trying to cross the wall in Berlin?", BERLIN),
    ("leipzig monday marches 1989", BERLIN),
    ("hungary austria border picnic", BERLIN),
    ("where can I still see pieces of the wall in berlin", BERLIN),
    ("who were the sea peoples", BRONZE_AGE),
    ("uluburun shipwreck cargo museum", BRONZE_AGE),
    ("What happened to the Hittites?", BRONZE_AGE),
    ("first workers strike in ancient egypt", BRONZE_AGE),
    ("was there really a war at troy", BRONZE_AGE),
    ("did a long drought bring down the kingdoms of the ancient Mediterranean?", BRONZE_AGE),
    ("what did america send to russia under lend lease", SOVIET_UNION),
    ("Why did Stalin make a deal with Hitler in 1939?", SOVIET_UNION),
    ("did stalin ignore the warnings before the german invasion", SOVIET_UNION),
    ("soviet deaths in the second world war", SOVIET_UNION),
    ("yalta conference", SOVIET_UNION),
    ("how many days did the siege of leningrad last", SOVIET_UNION),
    ("Which country did most to defeat Nazi Germany?", SOVIET_UNION),
    ("ebbinghaus curve", FORGETTING),
    ("is it better to reread a text or to test yourself before an exam?", FORGETTING),
    ("I keep losing my keys, is that normal", FORGETTING),
    ("earliest childhood memories", FORGETTING),
    ("name on the tip of my tongue", FORGETTING),
    ("Who was the epilepsy patient that could not form new memories?", FORGETTING),
    ("how much sleep do babies need", SLEEP),
    ("what happens when you stay awake for eleven days", SLEEP),
    ("dolphins sleeping half brain", SLEEP),
    ("does caffeine really make you less tired?", SLEEP),
    ("why can't teenagers get up in the morning", SLEEP),
    ("what are dreams for", SLEEP),
    ("what should I drink when my mouth is on fire from hot chillies?", CHILLI),
    ("hottest pepper in the world guinness", CHILLI),
    ("scoville scale", CHILLI),
    ("why don't birds mind eating hot peppers", CHILLI),
    ("are the seeds of a chili spicy", CHILLI),
    ("Why does peppermint feel cold in the mouth?", CHILLI),
    ("why is ice lighter than water", ICE),
    ("How do fish survive the winter in a frozen lake?", ICE),
    ("how much of an iceberg is above water", ICE),
    ("pipe bursts in freezing weather", ICE),
    ("will an ice cube sink in alcohol or vodka", ICE),
    ("mpemba effect", ICE),
    ("at what temperature is water densest?", ICE),
    ("first pictures of the dark side of the moon", MOON),
    ("does the moon spin on its own axis", MOON),
    ("How fast is the Moon moving away from the Earth?", MOON),
    ("tidally locked planets", MOON),
    ("difference between sidereal and synodic month", MOON),
    ("is the moon upside down when you are in australia", MOON),
    ("chu nom", VIETNAMESE),
    ("Which missionaries first wrote Vietnamese in Roman letters?", VIETNAMESE),
    ("how many tones are there in vietnamese", VIETNAMESE),
    ("when did vietnam give up chinese characters", VIETNAMESE),
    ("ho chi minh teaching the people to read", VIETNAMESE),
    ("first vietnamese newspaper saigon", VIETNAMESE),
    ("why is the k in knee silent", ENGLISH),
    ("great vowel shift", ENGLISH),
    ("Why is there a b in debt?", ENGLISH),
    ("who put an s into island", ENGLISH),
    ("why do food and blood not rhyme", ENGLISH),
    ("noah webster american spellings", ENGLISH),
    ("has anyone tried to reform the way English words are written?", ENGLISH),
    ("is the earth closer to the sun in summer", SEASONS),
    ("tilt of the earths axis", SEASONS),
    ("When is the shortest day in 2026?", SEASONS),
    ("do mars and uranus have winters", SEASONS),
    ("why is the hottest month not june", SEASONS),
    ("when does spring begin in new zealand", SEASONS),
    ("why did the Babylonians count in base 60?", SIXTY),
    ("french revolution decimal clock", SIXTY),
    ("where do the words minute and second come from", SIXTY),
    ("360 degrees in a circle", SIXTY),
    ("why does a day have 24 hours", SIXTY),
    ("When did clocks get a minute hand?", SIXTY),
    ("why are sunsets red", SKY),
    ("what color is the sky on mars", SKY),
    ("why are clouds white", SKY),
    ("rayleigh scattering", SKY),
    ("How do honey bees find their way by polarised light?", SKY),
    ("why isn't the sky violet or purple", SKY),
    ("make a blue sky at home with milk and a torch", SKY),
    *NATURAL_QUESTIONS,
]

SPELLING: list[tuple[str, str]] = [
    ("soveit union", "soviet union"),
    ("hitite empire", "hittite empire"),
    ("ebbinghuas curve", "ebbinghaus curve"),
    ("sleep presure", "sleep pressure"),
    ("capsacin burn", "capsaicin burn"),
    ("hydrogin bond", "hydrogen bond"),
    ("moon libraton", "moon libration"),
    ("vietnamese alphabit", "vietnamese alphabet"),
    ("silent leters", "silent letters"),
    ("summer solstis", "summer solstice"),
    ("babylonain numbers", "babylonian numbers"),
    ("scatering of blue light", "scattering of blue light"),
]

ANSWERS: list[tuple[str, str]] = [
    ("Why does coffee keep us awake?", "Why does coffee keep us awake?"),
    ("Who decided on twenty-four hours?", "Who decided on twenty-four hours?"),
    (
        "Did Alexandre de Rhodes invent the Vietnamese alphabet?",
        "Did Alexandre de Rhodes invent the Vietnamese alphabet?",
    ),
    (
        "does the melting of sea ice raise the sea level",
        "Does melting sea ice raise the sea level?",
    ),
    ("does ghoti spell fish", "Does “ghoti” spell fish?"),
    ("did stalin know the attack was coming", "Did Stalin know that the attack was coming?"),
    ("does chilli damage your tongue", "Does chilli damage the tongue?"),
    ("can i catch up on lost sleep", "Can you catch up on lost sleep?"),
    ("why is the sky paler near the horizon", "Why does the sky look paler near the horizon?"),
    (
        "do people in australia see the same face of the moon",
        "Do people in Australia see the same face?",
    ),
]
