"""British and American spellings of the same word.

Each pair is compared by its stems, so that “colours” and “coloured” follow from “colour”. A word
that means something else in its other spelling (tyre, kerb, storey, cheque, draught) is left out.
"""

import re
from functools import cache

from . import words

PAIRS = """
aeroplane/airplane aluminium/aluminum amoeba/ameba anaemia/anemia anaesthesia/anesthesia
anaesthetic/anesthetic analogue/analog analyse/analyze arbour/arbor archaeology/archeology
armour/armor artefact/artifact behaviour/behavior caesium/cesium calibre/caliber candour/candor
catalogue/catalog catalyse/catalyze centimetre/centimeter centre/center chilli/chili clamour/clamor
colour/color colourless/colorless counsellor/counselor cosy/cozy defence/defense demeanour/demeanor
dialogue/dialog diarrhoea/diarrhea encyclopaedia/encyclopedia endeavour/endeavor faeces/feces
favour/favor favourite/favorite fervour/fervor fibre/fiber flavour/flavor foetal/fetal foetus/fetus
gaol/jail glamour/glamor grey/gray gynaecology/gynecology haemoglobin/hemoglobin
haemorrhage/hemorrhage harbour/harbor homoeopathy/homeopathy honour/honor humour/humor
jewellery/jewelry judgement/judgment kilometre/kilometer labour/labor leukaemia/leukemia
licence/license litre/liter lustre/luster manoeuvre/maneuver meagre/meager mediaeval/medieval
metre/meter millimetre/millimeter misdemeanour/misdemeanor mould/mold moult/molt moustache/mustache
mum/mom nanometre/nanometer neighbour/neighbor neighbourhood/neighborhood odour/odor
oesophagus/esophagus oestrogen/estrogen offence/offense orthopaedic/orthopedic paediatric/pediatric
paediatrician/pediatrician palaeolithic/paleolithic palaeontology/paleontology paralyse/paralyze
parlour/parlor plough/plow practise/practice pretence/pretense programme/program pyjamas/pajamas
rancour/rancor reconnoitre/reconnoiter rigour/rigor rumour/rumor sabre/saber saltpetre/saltpeter
saviour/savior savour/savor savoury/savory sceptic/skeptic sepulchre/sepulcher skilful/skillful
smoulder/smolder sombre/somber spectre/specter speciality/specialty splendour/splendor
succour/succor sulphate/sulfate sulphide/sulfide sulphur/sulfur theatre/theater titre/titer
tumour/tumor valour/valor vapour/vapor vigour/vigor whisky/whiskey wilful/willful woollen/woolen
yoghurt/yogurt learnt/learned burnt/burned dreamt/dreamed leapt/leaped spilt/spilled spoilt/spoiled
"""
#: Verbs in -ise and -ize, and the words made of them; never short words like “rise” and “prize”.
VERB = re.compile(r"(\w{3,}i)([sz])(e|es|ed|er|ers|ing|ation|ations|ational)")


@cache
def _by_stem() -> dict[str, str]:
    pairs = [tuple(map(words.stem, pair.split("/"))) for pair in PAIRS.split()]
    return dict(pairs) | {american: british for british, american in pairs}


def other(word: str) -> str | None:
    """The stem of a folded word in its other spelling, or None if it has only one stem."""
    stem = words.stem(word)
    found = _by_stem().get(stem)
    if found is None and (verb := VERB.fullmatch(word)):
        found = words.stem(f"{verb[1]}{'z' if verb[2] == 's' else 's'}{verb[3]}")
    return found if found != stem else None
