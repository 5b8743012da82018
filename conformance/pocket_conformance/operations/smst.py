"""Suite `smst`: tries with sums and counts, their proofs, and the verification of proofs.

The table of operations is made for an engine, so that the spec and any other Python implementation of the tries answer
through the same code: `operations_for`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pocket_conformance.operations import Operation
from pocket_conformance.shapes import (
    BOOLEAN,
    HEX,
    UINT64,
    Json,
    Schema,
    Shape,
    ShapeError,
    array,
    choice,
    hex_of,
    integer,
    kind_of,
    nullable,
    record,
)
from pocket_spec.encoding.gob import decode_closest_proof, encode_closest_proof
from pocket_spec.smst import closest, compact, proofs, trie, verify
from pocket_spec.smst.types import (
    ClosestProof,
    CompactClosestProof,
    CompactMembershipProof,
    Delete,
    MembershipProof,
    StoredValue,
    TrieOperation,
    TrieSpec,
    Update,
)

Handle = TypeVar("Handle")
"""A built trie, in whatever form an engine keeps it."""


class SmstEngine(Protocol[Handle]):
    """What an implementation of the tries offers; values are plain, refusals are `Rejected`."""

    def build(self, spec: TrieSpec, operations: Sequence[TrieOperation]) -> Handle:
        """Make the trie of a list of operations."""

    def root(self, trie: Handle) -> bytes:
        """Return the root."""

    def sum(self, trie: Handle) -> int | None:
        """Return the sum of the weights modulo 2^64, `None` for an `smt`."""

    def count(self, trie: Handle) -> int | None:
        """Return the number of leaves, `None` for an `smt`."""

    def get(self, trie: Handle, key: bytes) -> StoredValue:
        """Return what is stored under a key."""

    def prove(self, trie: Handle, key: bytes) -> MembershipProof:
        """Prove that a key is present or absent."""

    def prove_closest(self, trie: Handle, path: bytes) -> ClosestProof:
        """Prove the leaf closest to a path."""

    def compact(self, spec: TrieSpec, proof: MembershipProof) -> CompactMembershipProof:
        """Compact a proof."""

    def compact_closest(self, spec: TrieSpec, proof: ClosestProof) -> CompactClosestProof:
        """Compact a closest proof."""

    def verify(
        self,
        spec: TrieSpec,
        root: bytes,
        key: bytes,
        value: bytes | None,
        sum_: int | None,
        count: int | None,
        proof: MembershipProof,
    ) -> bool:
        """Verify a proof of presence or absence."""

    def verify_closest(self, spec: TrieSpec, root: bytes, compact_gob: bytes) -> bool:
        """Decode and verify a closest proof as it is on chain."""


class SpecEngine:
    """The rules of `pocket_spec.smst`."""

    def build(self, spec: TrieSpec, operations: Sequence[TrieOperation]) -> trie.Trie:
        """Make the trie of a list of operations."""
        return trie.build(spec, operations)

    def root(self, built: trie.Trie) -> bytes:
        """Return the root."""
        return trie.root(built)

    def sum(self, built: trie.Trie) -> int | None:
        """Return the sum of the weights."""
        return trie.root_sum(trie.root(built)) if built.spec.kind == "smst" else None

    def count(self, built: trie.Trie) -> int | None:
        """Return the number of leaves."""
        return trie.root_count(trie.root(built)) if built.spec.kind == "smst" else None

    def get(self, built: trie.Trie, key: bytes) -> StoredValue:
        """Return what is stored under a key."""
        return trie.stored_value(built, key)

    def prove(self, built: trie.Trie, key: bytes) -> MembershipProof:
        """Prove that a key is present or absent."""
        return proofs.prove(built, key)

    def prove_closest(self, built: trie.Trie, path: bytes) -> ClosestProof:
        """Prove the leaf closest to a path."""
        return closest.prove_closest(built, path)

    def compact(self, spec: TrieSpec, proof: MembershipProof) -> CompactMembershipProof:
        """Compact a proof."""
        return compact.compact_proof(spec, proof)

    def compact_closest(self, spec: TrieSpec, proof: ClosestProof) -> CompactClosestProof:
        """Compact a closest proof."""
        return compact.compact_closest_proof(spec, proof)

    def verify(
        self,
        spec: TrieSpec,
        root: bytes,
        key: bytes,
        value: bytes | None,
        sum_: int | None,
        count: int | None,
        proof: MembershipProof,
    ) -> bool:
        """Verify a proof of presence or absence."""
        if spec.kind == "smt":
            return verify.verify(spec, root, key, value, proof)
        return verify.verify_sum(spec, root, key, value, sum_ or 0, count or 0, proof)

    def verify_closest(self, spec: TrieSpec, root: bytes, compact_gob: bytes) -> bool:
        """Decode and verify a closest proof as it is on chain."""
        proof = compact.decompact_closest_proof(spec, decode_closest_proof(compact_gob))
        return verify.verify_closest(spec, root, proof)


@dataclass(frozen=True)
class ByKind:
    """An object whose field `kind` says which shape it has."""

    shapes: Mapping[str, Shape]

    def parse(self, value: Json, path: str) -> Any:
        """Parse by the shape of the kind."""
        if not isinstance(value, dict):
            raise ShapeError(path, f"expected an object, got {kind_of(value)}")
        if "kind" not in value:
            raise ShapeError(f"{path}.kind", "missing")
        return self.shapes[choice(*self.shapes).parse(value["kind"], f"{path}.kind")].parse(value, path)

    def render(self, value: Any) -> Json:
        """Render by the shape of the kind."""
        return self.shapes[value["kind"]].render(value)

    def schema(self) -> Schema:
        """Allow each kind's schema."""
        return {"anyOf": [shape.schema() for shape in self.shapes.values()]}


@dataclass(frozen=True)
class OneField:
    """An object with exactly one field, which has the shape of its name."""

    shapes: Mapping[str, Shape]

    def parse(self, value: Json, path: str) -> Any:
        """Parse the one field."""
        if not isinstance(value, dict) or len(value) != 1 or not set(value) <= set(self.shapes):
            raise ShapeError(path, f"expected an object with one field: {' or '.join(self.shapes)}")
        return {name: self.shapes[name].parse(inner, f"{path}.{name}") for name, inner in value.items()}

    def render(self, value: Any) -> Json:
        """Render the one field."""
        return {name: self.shapes[name].render(inner) for name, inner in value.items()}

    def schema(self) -> Schema:
        """Allow each field alone."""
        return {"anyOf": [record({name: shape}).schema() for name, shape in self.shapes.items()]}


VALUE_HASHER = nullable(choice("sha256"))
DELETE = record({"key": HEX})


def _trie_shape(kind: str, update: Mapping[str, Shape]) -> Shape:
    operation = OneField({"update": record(update), "delete": DELETE})
    return record({"kind": choice(kind), "value_hasher": VALUE_HASHER, "operations": array(operation)})


TRIE = ByKind(
    {
        "smst": _trie_shape("smst", {"key": HEX, "value": nullable(HEX), "weight": UINT64}),
        "smt": _trie_shape("smt", {"key": HEX, "value": nullable(HEX)}),
    }
)
PROOF_FIELDS: dict[str, Shape] = {
    "side_nodes": array(HEX),
    "non_membership_leaf_data": nullable(HEX),
    "sibling_data": nullable(HEX),
}
PROOF = record(PROOF_FIELDS)
COMPACT_PROOF = record({**PROOF_FIELDS, "bit_mask": HEX, "num_side_nodes": integer(0, 256)})


def _closest_shape(flipped_bit: Shape, depth: Shape, proof: Shape) -> Shape:
    return record(
        {
            "path": hex_of(32),
            "flipped_bits": array(flipped_bit),
            "depth": depth,
            "closest_path": HEX,
            "closest_value_hash": nullable(HEX),
            "closest_proof": proof,
        }
    )


CLOSEST_PROOF = _closest_shape(integer(0, 255), integer(0, 255), PROOF)
COMPACT_CLOSEST_PROOF = _closest_shape(HEX, HEX, COMPACT_PROOF)


def _verify_shape(kind: str, number: Shape) -> Shape:
    fields: dict[str, Shape] = {
        "root": HEX,
        "key": HEX,
        "value": nullable(HEX),
        "sum": number,
        "count": number,
        "proof": PROOF,
        "kind": choice(kind),
        "value_hasher": VALUE_HASHER,
    }
    return record(fields)


VERIFY = ByKind({"smst": _verify_shape("smst", UINT64), "smt": _verify_shape("smt", nullable(UINT64))})


def trie_spec(value: Mapping[str, Any]) -> TrieSpec:
    """Read which trie an input is about."""
    return TrieSpec(value["kind"], value["value_hasher"])


def trie_operations(value: Mapping[str, Any]) -> list[TrieOperation]:
    """Read the operations of a `trie`."""
    return [
        Delete(operation["delete"]["key"])
        if "delete" in operation
        else Update(operation["update"]["key"], operation["update"]["value"], operation["update"].get("weight", 0))
        for operation in value["operations"]
    ]


def membership_proof(value: Mapping[str, Any]) -> MembershipProof:
    """Read a membership proof."""
    return MembershipProof(tuple(value["side_nodes"]), value["non_membership_leaf_data"], value["sibling_data"])


def proof_output(proof: MembershipProof) -> dict[str, Any]:
    """Write a membership proof."""
    return {name: getattr(proof, name) for name in PROOF_FIELDS}


def compact_output(proof: CompactMembershipProof) -> dict[str, Any]:
    """Write a compact membership proof."""
    return {name: getattr(proof, name) for name in (*PROOF_FIELDS, "bit_mask", "num_side_nodes")}


def closest_output(proof: ClosestProof | CompactClosestProof, membership: dict[str, Any]) -> dict[str, Any]:
    """Write a closest proof around its membership proof."""
    names = ("path", "flipped_bits", "depth", "closest_path", "closest_value_hash")
    return {**{name: getattr(proof, name) for name in names}, "closest_proof": membership}


def operations_for(engine: SmstEngine[Handle]) -> tuple[Operation, ...]:
    """Return the suite's operations as an engine runs them."""

    def built(values: dict[str, Any]) -> Handle:
        return engine.build(trie_spec(values["trie"]), trie_operations(values["trie"]))

    def run_build(values: dict[str, Any]) -> dict[str, Any]:
        handle = built(values)
        return {"root": engine.root(handle), "sum": engine.sum(handle), "count": engine.count(handle)}

    def run_get(values: dict[str, Any]) -> dict[str, Any]:
        stored = engine.get(built(values), values["key"])
        return {"value": stored.value, "weight": stored.weight}

    def run_prove(values: dict[str, Any]) -> dict[str, Any]:
        proof = engine.prove(built(values), values["key"])
        compacted = engine.compact(trie_spec(values["trie"]), proof)
        return {"proof": proof_output(proof), "compact": compact_output(compacted)}

    def run_prove_closest(values: dict[str, Any]) -> dict[str, Any]:
        proof = engine.prove_closest(built(values), values["path"])
        compacted = engine.compact_closest(trie_spec(values["trie"]), proof)
        inner = {} if compacted.closest_proof is None else compact_output(compacted.closest_proof)
        return {
            "proof": closest_output(proof, proof_output(proof.closest_proof)),
            "compact": closest_output(compacted, inner),
            "compact_gob": encode_closest_proof(compacted),
        }

    def run_verify(values: dict[str, Any]) -> dict[str, Any]:
        spec, proof = trie_spec(values), membership_proof(values["proof"])
        root, key, value = values["root"], values["key"], values["value"]
        return {"valid": engine.verify(spec, root, key, value, values["sum"], values["count"], proof)}

    def run_verify_closest(values: dict[str, Any]) -> dict[str, Any]:
        return {"valid": engine.verify_closest(trie_spec(values), values["root"], values["compact_gob"])}

    return (
        Operation(
            "smst",
            "build",
            record({"trie": TRIE}),
            record({"root": HEX, "sum": nullable(UINT64), "count": nullable(UINT64)}),
            "pocket_spec.smst.trie.build",
            run_build,
        ),
        Operation(
            "smst",
            "get",
            record({"trie": TRIE, "key": HEX}),
            record({"value": nullable(HEX), "weight": nullable(UINT64), "count": nullable(UINT64)}, ("count",)),
            "pocket_spec.smst.trie.stored_value",
            run_get,
        ),
        Operation(
            "smst",
            "prove",
            record({"trie": TRIE, "key": HEX}),
            record({"proof": PROOF, "compact": COMPACT_PROOF}),
            "pocket_spec.smst.proofs.prove",
            run_prove,
        ),
        Operation(
            "smst",
            "prove_closest",
            record({"trie": TRIE, "path": HEX}),
            record({"proof": CLOSEST_PROOF, "compact": COMPACT_CLOSEST_PROOF, "compact_gob": HEX}),
            "pocket_spec.smst.closest.prove_closest",
            run_prove_closest,
        ),
        Operation(
            "smst", "verify", VERIFY, record({"valid": BOOLEAN}), "pocket_spec.smst.verify.verify_sum", run_verify
        ),
        Operation(
            "smst",
            "verify_closest",
            record({"root": HEX, "compact_gob": HEX, "kind": choice("smst", "smt"), "value_hasher": VALUE_HASHER}),
            record({"valid": BOOLEAN}),
            "pocket_spec.smst.verify.verify_closest",
            run_verify_closest,
        ),
    )


OPERATIONS = operations_for(SpecEngine())
