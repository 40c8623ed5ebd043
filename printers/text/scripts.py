"""The 42 scripts of living people's names, and which of them this installation can write."""

from collections.abc import Sequence
from typing import NamedTuple

from printers.errors import PrinterError
from printers.text.letters import printable_fully

_CORE = "fonts-noto-core"
_CJK = "fonts-noto-cjk"


class SampleName(NamedTuple):
    """A person's name as they write it, with its language (BCP 47) where that changes letters."""

    words: str
    language: str = ""


class Script(NamedTuple):
    """A script.

    Its code (ISO 15924), its name in English, names of people in it, Debian's fonts for it.
    """

    code: str
    title: str
    names: tuple[SampleName, ...]
    package: str = _CORE


def missing() -> tuple[Script, ...]:
    """Return the scripts that no font of this installation can write.

    The first time takes 0.3 s.
    """
    return tuple(script for script in SCRIPTS if not _is_writable(script))


def sentence(lacking: Sequence[Script]) -> str:
    """Return in words which names cannot be printed and what to install.

    Empty if there is nothing to say.
    """
    if not lacking:
        return ""
    packages = " and ".join(
        sorted({script.package for script in lacking}, reverse=True)
    )
    return (
        f"Names in these scripts cannot be printed, for no font here has their letters: "
        f"{', '.join(script.title for script in lacking)}. On Debian, install {packages}."
    )


def _is_writable(script: Script) -> bool:
    try:
        return all(printable_fully(*name) for name in script.names)
    except PrinterError:
        return False


def _script(code: str, title: str, *names: str, package: str = _CORE) -> Script:
    return Script(code, title, tuple(map(SampleName, names)), package)


SCRIPTS = (
    _script("Latn", "Latin", "Łukasz Žižek", "Nguyễn Thị Ánh Tuyết", "Şükrü Ağaoğlu"),
    _script("Grek", "Greek", "Γιώργος Παπαδόπουλος"),
    _script("Cyrl", "Cyrillic", "Наталья Щёголева", "Євген Їжакевич", "Әлия Қасымова"),
    _script("Armn", "Armenian", "Արամ Խաչատրյան"),
    _script("Geor", "Georgian", "ნინო ბერიძე"),
    _script("Hebr", "Hebrew", "דנה כהן"),
    _script("Arab", "Arabic", "محمد الفارسي", "پریسا گلچین", "بینظیر بھٹو"),
    _script("Syrc", "Syriac", "ܐܦܪܝܡ ܣܘܪܝܝܐ"),
    _script("Thaa", "Thaana", "މުޙައްމަދު ނަޝީދު"),
    _script("Nkoo", "N'Ko", "ߛߟߏߡߊߣߊ ߞߊ߲ߕߍ߫"),
    _script("Deva", "Devanagari", "प्रिया शर्मा", "लक्ष्मी श्रेष्ठ"),
    _script("Beng", "Bengali", "রবীন্দ্রনাথ ঠাকুর"),
    _script("Guru", "Gurmukhi", "ਅੰਮ੍ਰਿਤਾ ਪ੍ਰੀਤਮ"),
    _script("Gujr", "Gujarati", "કૃષ્ણકાંત ત્રિવેદી"),
    _script("Orya", "Odia", "ଫକୀର ମୋହନ ସେନାପତି"),
    _script("Taml", "Tamil", "ஸ்ரீநிவாசன் இராமானுஜன்"),
    _script("Telu", "Telugu", "విశ్వనాథ సత్యనారాయణ"),
    _script("Knda", "Kannada", "ಪುನೀತ್ ರಾಜ್\u200cಕುಮಾರ್"),
    _script("Mlym", "Malayalam", "ശ്രീജിത്ത് നായർ"),
    _script("Sinh", "Sinhala", "චන්ද්\u200dරිකා කුමාරතුංග"),
    _script("Thai", "Thai", "ญาดา ปิ่นแก้ว", "กิตติ์ ภู่น้ำผึ้ง"),
    _script("Laoo", "Lao", "ສົມສັກ ໄຊຍະວົງ"),
    _script("Tibt", "Tibetan", "བསྟན་འཛིན་རྒྱ་མཚོ"),
    _script("Mymr", "Myanmar", "မျိုးမြင့်အောင်", "ဦးသန့်"),
    _script("Khmr", "Khmer", "សុខ ស្រីមុំ"),
    _script("Ethi", "Ethiopic", "ኃይሌ ገብረ ሥላሴ"),
    _script("Cher", "Cherokee", "ᏍᏏᏉᏯ"),
    _script("Cans", "Canadian syllabics", "ᓲᓴᓐ ᐊᒡᓘᒃᑲᖅ"),
    _script("Mong", "Mongolian", "ᠪᠠᠲᠤ ᠡᠷᠳᠡᠨᠢ"),
    _script("Hang", "Hangul", "김민준", package=_CJK),
    _script("Hira", "Hiragana", "さいとう さくら", package=_CJK),
    _script("Kana", "Katakana", "アグネス・チャン", package=_CJK),
    Script(
        "Hani",
        "Han",
        (
            SampleName("王晓明", "zh-Hans"),
            SampleName("陳曉明", "zh-Hant"),
            SampleName("渡辺直美", "ja"),
            SampleName("金民俊", "ko"),
        ),
        _CJK,
    ),
    _script("Yiii", "Yi", "ꎭꂷ ꀊꈐ"),
    _script("Java", "Javanese", "ꦱꦸꦭ꧀ꦠꦤ꧀ ꦲꦒꦸꦁ"),
    _script("Bali", "Balinese", "ᬇ ᬫᬤᬾ ᬯᬶᬚᬬ"),
    _script("Sund", "Sundanese", "ᮓᮦᮝᮤ ᮞᮁᮒᮤᮊ"),
    _script("Batk", "Batak", "ᯘᯪᯖᯬᯒ᯲ ᯘᯪᯖᯮᯔᯬᯒᯰ"),
    _script("Tfng", "Tifinagh", "ⵎⴰⵙⵉⵏⵉⵙⴰ ⵉⴷⵉⵔ"),
    _script("Adlm", "Adlam", "𞤀𞤥𞤭𞤲𞤢 𞤄𞤢𞤪𞤭"),
    _script("Olck", "Ol Chiki", "ᱨᱚᱜᱷᱩᱱᱟᱛᱷ ᱢᱩᱨᱢᱩ"),
    _script("Mtei", "Meetei Mayek", "ꯃꯦꯔꯤ ꯀꯣꯝ"),
)
