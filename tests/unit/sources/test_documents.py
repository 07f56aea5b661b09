"""Statements as mail, Word and PDF: their words, titles and dates, and documents made to do harm."""

import io
import sys
import time
import zipfile

import docx
import pypdf
import pytest

from kawat.extract.clean import clean
from kawat.sources import documents
from kawat.sources.documents import DocumentError, read_document
from kawat.sources.files import Defaults, open_pages

MAIL = """From: Kementerian Luar Negeri Kastelia <pers@kastelia.example>
To: redaksi@kabar.example
Date: Mon, 03 Feb 2031 09:30:00 +0700
Subject: =?utf-8?q?Kastelia_menolak_usul_=E2=80=9CSelat_Utara=E2=80=9D?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat
utara.

“Kami tidak akan mundur,” kata Menteri Luar Negeri Ole Berg.
Kedua negara berunding.
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename=a.pdf

x
--x--
"""


def pdf_of(*pages, title=None):
    """A PDF with one font; each page is a list of lines."""
    streams = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        streams.append(f"BT /F1 12 Tf 14 TL 72 700 Td {shown}ET".encode("cp1252"))
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * n} 0 R /MediaBox [0 0 612 792] "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< /Title ({title}) /CreationDate (D:20310203) >>".encode())
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % place for place in places)
    info = f"/Info {len(objects)} 0 R " if title else ""
    return bytes(out) + f"trailer\n<< /Size {count} /Root 1 0 R {info}>>\nstartxref\n{start}\n%%EOF".encode()


def word_of(*paragraphs, title=None, property_title=None):
    document = docx.Document()
    if title:
        document.add_heading(title, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Juru bicara", "Ole Berg"
    document.core_properties.title = property_title or ""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_mail_tells_its_subject_date_and_paragraphs():
    found = read_document("eml", MAIL.encode())
    assert (found.title, found.published) == ("Kastelia menolak usul “Selat Utara”", "2031-02-03T09:30+07:00")
    assert found.text.split("\n") == [
        "Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat utara.",
        "“Kami tidak akan mundur,” kata Menteri Luar Negeri Ole Berg.",
        "Kedua negara berunding.",
    ]


def test_a_mail_in_html_is_cleaned_as_a_page():
    mail = MAIL.replace("text/plain", "text/html").replace("Pemerintah", "<b>Pemerintah</b>")
    assert read_document("eml", mail.encode()).web


@pytest.mark.parametrize("date", ["", "Date: kemarin\n"])
def test_a_mail_without_a_date_has_none(date):
    mail = MAIL.replace("Date: Mon, 03 Feb 2031 09:30:00 +0700\n", date)
    assert read_document("eml", mail.encode()).published is None


@pytest.mark.parametrize(
    "data", [b"", b"Hujan turun.", b"\x00\xff" * 500, MAIL.encode().replace(b"text/plain", b"image/png")]
)
def test_what_is_no_mail_is_told_so(data):
    with pytest.raises(DocumentError, match="mail"):
        read_document("eml", data)


def test_a_word_document_is_read_with_its_tables():
    found = read_document("docx", word_of("Hujan turun.\nAngin reda.", "Kapal tiba.", title="Siaran Pers"))
    assert found.title == "Siaran Pers"
    assert found.text == "Hujan turun.\nAngin reda.\nKapal tiba.\nJuru bicara\nOle Berg"
    assert found.published is None


def test_a_title_that_the_words_do_not_hold_is_not_believed():
    assert read_document("docx", word_of("Hujan turun.", property_title="template-baru-2")).title is None
    assert (
        read_document("docx", word_of("Siaran Pers", "Hujan turun.", property_title="SIARAN PERS")).title
        == "Siaran Pers"
    )
    assert read_document("pdf", pdf_of(["Hujan turun."], title="Microsoft Word - a.docx")).title is None


def test_broken_lines_of_a_pdf_are_joined_without_heads_and_page_numbers():
    head = "Kementerian Luar Negeri Kastelia"
    first = [
        head,
        "Siaran Pers",
        "",
        "Pemerintah Kastelia menolak usul Norwandia tentang batas",
        "laut di selat utara.",
        "1",
    ]
    second = [head, "Kedua negara berunding sejak tahun lalu, tetapi belum men-", "capai kata sepakat.", "- 2 -"]
    found = read_document("pdf", pdf_of(first, second, title="Siaran Pers"))
    assert found.title == "Siaran Pers"
    assert found.text.split("\n")[-2:] == [
        "Pemerintah Kastelia menolak usul Norwandia tentang batas laut di selat utara.",
        "Kedua negara berunding sejak tahun lalu, tetapi belum men-capai kata sepakat.",
    ]
    assert head not in found.text


def test_a_locked_pdf_is_told_so():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of(["Hujan turun."])))
    writer.encrypt("rahasia", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(DocumentError, match="locked"):
        read_document("pdf", file.getvalue())


def test_a_pdf_of_pictures_is_told_so():
    with pytest.raises(DocumentError, match="hold no text"):
        read_document("pdf", pdf_of([]))


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff" * 9000])
def test_a_damaged_document_is_told_so(kind, data):
    with pytest.raises(DocumentError, match="damaged"):
        read_document(kind, data)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_document_that_is_cut_off_never_breaks_the_reader(kind):
    whole = word_of("Hujan turun.") if kind == "docx" else pdf_of(["Hujan turun."])
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        try:
            read_document(kind, whole[:end])
        except DocumentError:
            continue


def test_a_document_that_unpacks_to_too_much_is_not_unpacked():
    file = io.BytesIO(word_of("Hujan turun."))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/a.xml", b" " * 130_000_000)
    start = time.process_time()
    with pytest.raises(DocumentError, match="unpacks") as error:
        read_document("docx", file.getvalue())
    assert error.value.long
    assert time.process_time() - start < 1


def test_a_document_that_defines_entities_is_not_read():
    file, whole = io.BytesIO(), zipfile.ZipFile(io.BytesIO(word_of("Hujan turun.")))
    with zipfile.ZipFile(file, "w") as archive:
        for part in whole.infolist():
            body = whole.read(part)
            if part.filename == "word/document.xml":
                body = body.replace(
                    b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1
                )
            archive.writestr(part, body)
    with pytest.raises(DocumentError, match="document type"):
        read_document("docx", file.getvalue())


def test_a_pdf_of_very_many_pages_is_too_long(monkeypatch):
    monkeypatch.setattr(documents, "_MOST_PAGES", 1)
    with pytest.raises(DocumentError, match="pages") as error:
        read_document("pdf", pdf_of(["a"], ["b"]))
    assert error.value.long


def test_the_package_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(DocumentError, match=r"kawat\[documents\]"):
        read_document("pdf", pdf_of(["Hujan turun."]))


def test_documents_in_a_folder_are_articles(tmp_path):
    (tmp_path / "a.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(word_of("Hujan turun.", title="Siaran Pers"))
    (tmp_path / "c.pdf").write_bytes(pdf_of(["Hujan turun di Kastelia."]))
    (tmp_path / "d.pdf").write_bytes(b"%PDF-")
    *pages, rejection = open_pages(tmp_path, Defaults(published="2031-02-04"))
    articles = [clean(page, 200_000) for page in pages]
    assert [article.title for article in articles] == ["Kastelia menolak usul “Selat Utara”", "Siaran Pers", None]
    assert [article.published_at for article in articles] == ["2031-02-04"] * 3
    assert rejection.reason == "unreadable"
