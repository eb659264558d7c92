"""Office documents before 2007, Outlook messages, and whatever else is a compound file: each part by what it is."""

from __future__ import annotations

from collections.abc import Iterator

from guard.extract.piece import Limits, Member, Piece, Text, Unread
from guard.extract.readers import outlook_message, property_set, slides_binary, word_binary, workbook_binary
from guard.extract.readers.compound_file import CompoundFile
from guard.extract.readers.office_package import MACROS
from guard.messages import N_
from guard.model import SkipReason

UNKNOWN = N_("legacy Office document (OLE)")
#: What comments, text boxes, headers, names and prompts of a workbook are called.
BESIDE_CELLS = "(beside the cells)"
_ENCRYPTED_PACKAGE = "EncryptedPackage"
_WORKBOOKS = frozenset({"Workbook", "Book"})
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")
#: Streams that are, or hold, a file that was put into a document.
_EMBEDDED = frozenset({"Package", "CONTENTS"})
#: A file as the packager of Windows 3.1 wraps it: flags, label, path, a second path, and then its bytes.
_WRAPPED = "\x01Ole10Native"
_MACROS = frozenset({"_VBA_PROJECT", "VBA"})


def read(data: bytes, limits: Limits) -> Iterator[Piece]:
    """Yield the parts that hold text, and a skip for a file of which nothing here knows the parts."""
    file = CompoundFile(data)
    if any(path.endswith(_ENCRYPTED_PACKAGE) for path in file.streams):
        raise word_binary.Encrypted("")
    known = list(_parts(file))
    if not known and not outlook_message.is_message(file):
        yield Unread("", SkipReason.NO_EXTRACTOR, UNKNOWN)
    if outlook_message.is_message(file):
        yield from outlook_message.pieces(file)
    for folder, name in known:
        if name == word_binary.STREAM:
            yield from word_binary.pieces(file, folder)
        elif name == slides_binary.STREAM:
            yield from slides_binary.pieces(file, folder, limits)
        elif name in _WORKBOOKS and not folder:
            from guard.extract.readers import spreadsheet

            yield from spreadsheet.read(data, limits)
            if name == workbook_binary.STREAM and (said := list(workbook_binary.texts(file.read(name)))):
                yield Text(BESIDE_CELLS, "".join(f"{line}\n" for line in said), "text")
        elif name in _WORKBOOKS:
            yield Unread(f"{folder}{name}", SkipReason.NO_EXTRACTOR, UNKNOWN)
    yield from _beside(file)


def _parts(file: CompoundFile) -> Iterator[tuple[str, str]]:
    """Folder and name of the streams in which documents stand: the file's own, and those of objects in it."""
    for path in file.streams:
        folder, slash, name = path.rpartition("/")
        if name in _WORKBOOKS or name in {word_binary.STREAM, slides_binary.STREAM}:
            yield folder + slash, name


def _beside(file: CompoundFile) -> Iterator[Piece]:
    """Properties, embedded files, macros."""
    said = [line for path in file.streams if path.endswith(_PROPERTIES) for line in property_set.texts(file.read(path))]
    if said:
        yield Text("properties", "".join(f"{line}\n" for line in said), "text")
    for path in file.streams:
        folder, slash, name = path.rpartition("/")
        if name in _EMBEDDED and (content := file.read(path)):
            yield Member(path, content)
        elif name == _WRAPPED:
            yield _unwrapped(folder + slash, file.read(path))
    if any(_MACROS.intersection(path.split("/")) for path in file.streams):
        yield Unread("macros", SkipReason.NO_EXTRACTOR, MACROS)


def _unwrapped(folder: str, data: bytes) -> Piece:
    """The file in a package; the whole package where it is another kind of object."""
    label, _, rest = data[6:].partition(b"\0")
    rest = rest.partition(b"\0")[2][4:]
    path_size = int.from_bytes(rest[:4], "little")
    size = int.from_bytes(rest[4 + path_size : 8 + path_size], "little")
    content = rest[8 + path_size : 8 + path_size + size]
    if not size or len(content) < size:
        return Member(f"{folder}object", data)
    return Member(folder + (label.decode("cp932", "replace") or "object"), content)
