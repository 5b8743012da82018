"""What the flags on the cases of suite `smst` mean."""

from __future__ import annotations

from pocket_conformance.generate.model import Note

TRIE_SOURCE = "smt v0.14.1 smt.go, smst.go"
PROOF_SOURCE = "smt v0.14.1 proofs.go"
GOB_SOURCE = "Go 1.26 encoding/gob; smt v0.14.1 proofs.go"

NOTES = {
    "Ordinary": Note("ordinary", "Nothing special.", TRIE_SOURCE),
    "EmptyTrie": Note("boundary", "A trie without leaves: its root is zeros.", TRIE_SOURCE),
    "OneLeaf": Note("boundary", "A trie of one leaf, whose digest is the root.", TRIE_SOURCE),
    "CommonPrefix": Note("ordinary", "Two paths begin alike, so that an extension stands above them.", TRIE_SOURCE),
    "ExtensionSplit": Note(
        "ordinary", "A third path leaves the extension at its first, an inner or its last bit.", TRIE_SOURCE
    ),
    "InsertionOrder": Note("ordinary", "The same leaves in another order: the root is the same.", TRIE_SOURCE),
    "DuplicateKey": Note("ordinary", "A key is updated again: the last value and weight count, once.", TRIE_SOURCE),
    "WeightZero": Note("boundary", "A leaf of weight 0 counts 1.", TRIE_SOURCE),
    "AbsentValue": Note(
        "quirk",
        "A value that is absent (null) hashes as the empty one, but an smt without hasher returns it as null.",
        TRIE_SOURCE,
    ),
    "EmptyValue": Note("boundary", "A value of no bytes.", TRIE_SOURCE),
    "SumAtLimit": Note("boundary", "The sum is 2^64 - 1.", TRIE_SOURCE),
    "SumWraps": Note("quirk", "Sums are modulo 2^64: the overflow is not refused.", TRIE_SOURCE),
    "EmptyKey": Note("boundary", "A key of no bytes.", TRIE_SOURCE),
    "Deletion": Note("ordinary", "A leaf is deleted; the root is that of the leaves that remain.", TRIE_SOURCE),
    "LoneInner": Note(
        "quirk",
        "The deletion leaves an inner node alone below a branch, where it stays: the root does not show it, sibling "
        "data and closest proofs do.",
        TRIE_SOURCE,
    ),
    "Reinsertion": Note("ordinary", "A leaf is deleted and stored again.", TRIE_SOURCE),
    "KeyNotFound": Note("defect", "The key to delete has no leaf.", TRIE_SOURCE),
    "AbsentKey": Note("ordinary", "The key is not in the trie.", TRIE_SOURCE),
    "OtherLeaf": Note(
        "ordinary", "The key is absent and its place is another leaf's, which the proof shows.", TRIE_SOURCE
    ),
    "PathLeavesExtension": Note("ordinary", "The path of the absent key leaves an extension.", TRIE_SOURCE),
    "SiblingDataOfHistory": Note(
        "quirk",
        "The sibling data show an extension with a whole path, that of the leaf stored second below it: equal leaves "
        "stored in another order give another proof.",
        TRIE_SOURCE,
    ),
    "HashedPlaceholder": Note(
        "ordinary", "Side nodes that are placeholders become bits of the mask of the compact proof.", PROOF_SOURCE
    ),
    "DeadEnd": Note("ordinary", "The path runs into empty subtries, where its bit is flipped.", TRIE_SOURCE),
    "FirstBitOfExtension": Note("ordinary", "The path leaves an extension at its first bit.", TRIE_SOURCE),
    "SeveralDeadEnds": Note("ordinary", "Bits are flipped at several depths.", TRIE_SOURCE),
    "EmptyTrieClosest": Note(
        "quirk",
        "The closest proof of an empty trie flips bit 0, shows a path of zeros as long as a digest, and verifies.",
        TRIE_SOURCE,
    ),
    "PathLength": Note("defect", "A path for a closest proof has 32 bytes.", TRIE_SOURCE),
    "NoWayBack": Note(
        "defect",
        "After deletions an extension can stand above a branch with an empty side, from which the walk does not find "
        "back.",
        TRIE_SOURCE,
        finding="B2",
    ),
    "Presence": Note("ordinary", "The proof shows that the key holds the value.", PROOF_SOURCE),
    "Absence": Note("ordinary", "The proof shows that the key has no leaf.", PROOF_SOURCE),
    "CountOfAbsence": Note(
        "quirk", "Absence is claimed by an empty value with sum 0, whatever the count.", PROOF_SOURCE
    ),
    "PaddedSideNode": Note(
        "quirk",
        "Without sibling data the lengths of side nodes are not checked: they are cut, or filled with zeros.",
        PROOF_SOURCE,
    ),
    "UnusedLeafData": Note(
        "quirk", "The proof of a present key contains another leaf, which is not looked at.", PROOF_SOURCE
    ),
    "UnhashedSiblingBytes": Note(
        "quirk",
        "Bytes of an extension in the sibling data are changed that nothing depends on: the trailing sum and count, "
        "and bits of its path outside its bounds.",
        PROOF_SOURCE,
    ),
    "ShortestSiblingData": Note(
        "boundary", "The sibling data are as short as they may be and still have a digest.", PROOF_SOURCE
    ),
    "EmptyExtension": Note(
        "quirk",
        "The sibling data are an extension that ends no deeper than it starts: it has the digest of its child. No trie "
        "contains one.",
        PROOF_SOURCE,
    ),
    "UnusedSiblingData": Note("quirk", "Sibling data without a side node are not looked at.", PROOF_SOURCE),
    "MostSideNodes": Note("boundary", "There is a side node for each bit of the path.", PROOF_SOURCE),
    "NoSiblingData": Note("quirk", "The sibling data may be left out of a proof.", PROOF_SOURCE),
    "EmptyValueUnprovable": Note(
        "defect", "An empty value without weight is stored, but the claim of one is a claim of absence.", PROOF_SOURCE
    ),
    "WrongRoot": Note("defect", "The root is another one.", PROOF_SOURCE),
    "RootLength": Note("defect", "The root lacks its last byte.", PROOF_SOURCE),
    "WrongKey": Note("defect", "The key is another one.", PROOF_SOURCE),
    "WrongValue": Note("defect", "The value is another one.", PROOF_SOURCE),
    "WrongSum": Note("defect", "The weight is another one.", PROOF_SOURCE),
    "WrongCount": Note("defect", "The count of a leaf is 1.", PROOF_SOURCE),
    "AbsenceOfPresent": Note("defect", "The proof of a present key is used to claim its absence.", PROOF_SOURCE),
    "PresenceOfAbsent": Note("defect", "The proof of absence is used to claim a value.", PROOF_SOURCE),
    "SideNodeChanged": Note("defect", "A bit of a side node is flipped.", PROOF_SOURCE),
    "SideNodeMissing": Note("defect", "A side node is left out.", PROOF_SOURCE),
    "SideNodeAdded": Note("defect", "There is one side node more.", PROOF_SOURCE),
    "SideNodesSwapped": Note("defect", "Two side nodes have changed places.", PROOF_SOURCE),
    "SideNodeLength": Note("defect", "With sibling data, each side node is a whole digest.", PROOF_SOURCE),
    "TooManySideNodes": Note("defect", "There are more side nodes than bits in a path.", PROOF_SOURCE),
    "SiblingDataChanged": Note(
        "defect", "A bit of the sibling data is flipped that its digest depends on.", PROOF_SOURCE
    ),
    "SiblingSumChanged": Note("defect", "The sum in the sibling's digest is another one.", PROOF_SOURCE),
    "OwnLeaf": Note("defect", "The leaf that is to occupy the absent key's place is the key's own.", PROOF_SOURCE),
    "LeafDataShort": Note("defect", "The other leaf has no whole path.", PROOF_SOURCE),
    "LeafDataChanged": Note("defect", "A bit of the other leaf is flipped.", PROOF_SOURCE),
    "LeafDataMissing": Note("defect", "The other leaf is left out.", PROOF_SOURCE),
    "WrongKind": Note("defect", "The proof is of a trie of the other kind.", PROOF_SOURCE),
    "WrongHasher": Note("defect", "The proof is of a trie with another value hasher.", PROOF_SOURCE),
    "ValueHashedTwice": Note(
        "defect",
        "With a value hasher the verifier hashes the value digest again, so that the closest proof of no trie but the "
        "empty one verifies. RelayMiners use none.",
        PROOF_SOURCE,
    ),
    "PathChanged": Note("defect", "The path differs from the closest path above its depth.", PROOF_SOURCE),
    "PathNot32": Note("defect", "The path in the proof is not 32 bytes.", PROOF_SOURCE),
    "BelowDepth": Note(
        "boundary", "The path differs from the closest path at and below the depth alone.", PROOF_SOURCE
    ),
    "FlippedAtDepth": Note("boundary", "A flipped bit at the depth itself has no effect.", PROOF_SOURCE),
    "FlippedTwice": Note("quirk", "A bit that is flipped three times is flipped.", PROOF_SOURCE),
    "FlippedBitMissing": Note("defect", "A flipped bit is left out.", PROOF_SOURCE),
    "FlippedBitBeyondDepth": Note("defect", "A flipped bit lies below the leaf.", PROOF_SOURCE),
    "PositionTooLong": Note("defect", "A position takes more than two bytes.", PROOF_SOURCE),
    "PositionPadded": Note("quirk", "A position may have a leading zero, and none at all says 0.", PROOF_SOURCE),
    "DepthTooLarge": Note("defect", "The depth is more than 256.", PROOF_SOURCE),
    "DepthSmaller": Note(
        "quirk", "The depth may be less than the leaf's: it only bounds the comparison.", PROOF_SOURCE
    ),
    "DepthBeyondLeaf": Note("defect", "The depth reaches to where path and closest path differ.", PROOF_SOURCE),
    "DepthOfWholePath": Note(
        "boundary", "The depth is 256, and the path is the closest path to its last bit.", PROOF_SOURCE
    ),
    "ClosestPathChanged": Note("defect", "The closest path is another one.", PROOF_SOURCE),
    "ClosestPathLonger": Note("quirk", "Bytes of the closest path after the 32nd are ignored.", PROOF_SOURCE),
    "ClosestValueChanged": Note("defect", "The closest value, its weight or its count is another one.", PROOF_SOURCE),
    "AbsenceAsClosest": Note(
        "quirk",
        "A closest proof without value claims that the closest path is absent: an exclusion proof.",
        PROOF_SOURCE,
    ),
    "MaskLength": Note("defect", "The mask does not have one bit per side node.", PROOF_SOURCE),
    "MaskBits": Note("defect", "The mask does not leave as many side nodes as there are.", PROOF_SOURCE),
    "MaskBeyondSideNodes": Note(
        "defect", "Bits of the mask are set beyond the side nodes.", PROOF_SOURCE, finding="B1"
    ),
    "NumSideNodesRange": Note("defect", "The number of side nodes is negative or more than 256.", PROOF_SOURCE),
    "NumSideNodesZero": Note("quirk", "A proof of no side nodes may contain some, which are ignored.", PROOF_SOURCE),
    "NoMembershipProof": Note("defect", "The closest proof lacks its membership proof.", PROOF_SOURCE, finding="B1"),
    "GobEmpty": Note("defect", "No bytes.", GOB_SOURCE),
    "GobTruncated": Note("defect", "The encoding ends early.", GOB_SOURCE),
    "GobNoValue": Note("defect", "Types are defined, but no value follows.", GOB_SOURCE),
    "GobUndefinedType": Note("defect", "The value, or a field, has a type that is not defined.", GOB_SOURCE),
    "GobDefinedTwice": Note("defect", "A type is defined twice.", GOB_SOURCE),
    "GobNumberTooLong": Note("defect", "A number has more than eight bytes.", GOB_SOURCE),
    "GobFieldNumber": Note("defect", "A field number is beyond the type's fields.", GOB_SOURCE),
    "GobWrongType": Note("defect", "A field of the proof is of another type.", GOB_SOURCE),
    "GobNoFieldFits": Note("defect", "The type of the value has none of a proof's fields.", GOB_SOURCE),
    "GobLengthBeyondEnd": Note("defect", "Bytes are longer than what is left of the message.", GOB_SOURCE),
    "GobExtraInDefinition": Note("defect", "A type definition does not fill its message.", GOB_SOURCE),
    "GobTrailing": Note("quirk", "Bytes after the value are ignored.", GOB_SOURCE),
    "GobOtherIds": Note("quirk", "The types have other ids than in what RelayMiners submit.", GOB_SOURCE),
    "GobOtherOrder": Note("quirk", "The types are defined in another order.", GOB_SOURCE),
    "GobLongNumber": Note("quirk", "Numbers may be written longer than need be.", GOB_SOURCE),
    "GobUnterminated": Note("quirk", "The end of the message ends the structures.", GOB_SOURCE),
    "GobUnknownField": Note("quirk", "A field that a proof does not have is skipped.", GOB_SOURCE),
    "GobEmptyField": Note("quirk", "Empty bytes may be written out; they read as absent.", GOB_SOURCE),
}
