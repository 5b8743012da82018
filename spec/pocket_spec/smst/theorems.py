"""What is claimed about tries and proofs under an ideal hash: what can be shown, and that nothing else can.

Tries and walks are those of the rules; only the digests are terms. Paths differ in their first three bits, so a trie
has eight places, and every trie on them is gone through where a claim says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from pocket_spec.smst.closest import prove_closest, walk_to_closest
from pocket_spec.smst.ideal import IdealDigest
from pocket_spec.smst.nodes import PATH_BYTES, UINT64_RANGE, Hashing, Leaf, Node, climbed, folded, path_bit
from pocket_spec.smst.trie import Trie, insert_leaf, leaf_data, root
from pocket_spec.smst.types import TrieSpec
from pocket_spec.smst.verify import verify_closest
from pocket_spec.theorems import Exhausted, SolverTheorem

DEPTH = 3
PLACES = range(2**DEPTH)
EVERY_TRIE = "all 255 tries of up to 8 leaves whose paths differ within 3 bits"
IDEAL_HASH = "equal digests have equal inputs, and no input has the digest of an empty subtrie"


def path_of(place: int) -> bytes:
    """Give the path that begins with the bits of a place and goes on with zeros."""
    return bytes([place << (8 - DEPTH)]).ljust(PATH_BYTES, b"\0")


def ideal(digest: IdealDigest) -> Hashing[IdealDigest]:
    """Give the ideal hash, of the kind that a digest is of; a leaf's data are its value, weight and count."""
    return Hashing(
        empty=digest.empty(),
        leaf=lambda path, data: digest.of_leaf(path[0] >> (8 - DEPTH), *data),
        join=lambda left, right: left.joined(right),
    )


def trie_of(data: dict[int, object]) -> Node:
    """Insert the leaves of some places, one after the other."""
    top: Node = None
    for place, held in data.items():
        top = insert_leaf(top, 0, Leaf(path_of(place), held))  # type: ignore[arg-type]
    return top


def every_trie(weights: tuple[int, ...]) -> Iterator[dict[int, object]]:
    """Give the leaves of every trie but the empty one: value, weight and count by place."""
    for chosen in range(1, 2 ** len(PLACES)):
        yield {place: (place, weights[place], 1) for place in PLACES if chosen >> place & 1}


# What can be shown.


def the_closest_leaf_can_be_shown(
    sample: IdealDigest, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int
) -> tuple[bool, ...]:
    """From the leaf at which the walk along any path ends, the siblings it passed lead to the root: completeness."""
    return tuple(shown == stored for shown, stored in shown_and_stored(sample, (a, b, c, d, e, f, g, h)))


def shown_and_stored(sample: IdealDigest, weights: tuple[int, ...]) -> Iterator[tuple[IdealDigest, IdealDigest]]:
    """Give for every trie and path the root that its proof leads to, and the root."""
    hashing = ideal(sample)
    for leaves in every_trie(weights):
        top = trie_of(leaves)
        stored = folded(top, hashing)
        for place in PLACES:
            leaf, walk = walk_to_closest(top, path_of(place))
            siblings = tuple(folded(sibling, hashing) for sibling in reversed(walk.siblings))
            yield climbed(leaf.path, 0, hashing.leaf(leaf.path, leaf.data), siblings, hashing), stored


def the_closest_leaf_can_be_shown_canary(
    sample: IdealDigest, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int
) -> tuple[bool, ...]:
    """The weight of the leaf is left out of the root."""
    weights = (a, b, c, d, e, f, g, h)
    return tuple(
        shown.with_sums(shown.total - weights[0], shown.count) == stored
        for shown, stored in shown_and_stored(sample, weights)
    )


def the_root_has_the_sum_and_the_count_of_the_leaves(
    sample: IdealDigest, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int
) -> tuple[bool, ...]:
    """The root of every trie has the sum of the weights of its leaves and their number, where the sum fits 64 bits."""
    weights = (a, b, c, d, e, f, g, h)
    return tuple(
        held
        for leaves in every_trie(weights)
        for top in [folded(trie_of(leaves), ideal(sample))]
        for held in (top.total == sum(weights[place] for place in leaves), top.count == len(leaves))
    )


def the_root_has_the_sum_and_the_count_of_the_leaves_canary(
    sample: IdealDigest, a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int
) -> tuple[bool, ...]:
    """A leaf without weight is not counted."""
    return tuple(
        (folded(trie_of(leaves), ideal(sample)).count == sum(1 for place in leaves if place)) | (a != 0)
        for leaves in every_trie((a, b, c, d, e, f, g, h))
    )


def sums_add_up_while_they_fit(one: IdealDigest, two: IdealDigest) -> tuple[bool, ...]:
    """A branch has the sum and the count of both its sides, as long as these fit 64 bits: one step of an induction."""
    top = ideal(one).join(one, two)
    return (top.total == one.total + two.total, top.count == one.count + two.count)


def sums_add_up_while_they_fit_canary(one: IdealDigest, two: IdealDigest) -> tuple[bool, ...]:
    """A branch counts itself."""
    top = ideal(one).join(one, two)
    return (top.total == one.total + two.total, top.count == one.count + two.count + 1)


def fitting(*variables: object) -> tuple[bool, ...]:
    """Take weights that are not negative and whose sum fits 64 bits."""
    weights: tuple[int, ...] = variables[1:]  # type: ignore[assignment]
    return (*(weight >= 0 for weight in weights), sum(weights) < UINT64_RANGE)


# What cannot.


def a_branch_has_one_pair_of_sides(
    one: IdealDigest, two: IdealDigest, three: IdealDigest, four: IdealDigest
) -> tuple[bool, ...]:
    """Two branches with the same digest have the same left and the same right side, with their sums and counts.

    One step of a climb: by induction over the siblings the root binds a leaf at any depth, and all siblings.
    """
    hashing = ideal(one)
    return ((hashing.join(one, two) != hashing.join(three, four)) | (one == three) & (two == four),)


def a_branch_has_one_pair_of_sides_canary(
    one: IdealDigest, two: IdealDigest, three: IdealDigest, four: IdealDigest
) -> tuple[bool, ...]:
    """The digest is of the hashes of both sides alone; their sums are added up beside it."""
    first = one.with_sums(0, 0).joined(two.with_sums(0, 0)).with_sums(one.total + two.total, one.count + two.count)
    second = (
        three.with_sums(0, 0).joined(four.with_sums(0, 0)).with_sums(three.total + four.total, three.count + four.count)
    )
    return ((first != second) | (one == three) & (two == four),)


def the_root_binds_what_is_shown(
    one: IdealDigest,
    other: IdealDigest,
    a: IdealDigest,
    b: IdealDigest,
    c: IdealDigest,
    x: IdealDigest,
    y: IdealDigest,
    z: IdealDigest,
) -> tuple[bool, ...]:
    """At each place, down to depth 3, a root admits one node, with one sum and one count, and one proof of it."""
    found = []
    for place in PLACES:
        for depth in range(DEPTH + 1):
            first, second = (a, b, c)[:depth], (x, y, z)[:depth]
            same = one == other
            for mine, theirs in zip(first, second, strict=True):
                same &= mine == theirs
            roots = [climbed(path_of(place), 0, *shown, ideal(one)) for shown in ((one, first), (other, second))]
            found.append((roots[0] != roots[1]) | same)
    return tuple(found)


def the_root_binds_what_is_shown_canary(
    one: IdealDigest,
    other: IdealDigest,
    a: IdealDigest,
    b: IdealDigest,
    c: IdealDigest,
    x: IdealDigest,
    y: IdealDigest,
    z: IdealDigest,
) -> tuple[bool, ...]:
    """The lowest branch commits to the hashes of its sides, not to their sums and counts."""
    bare = [digest.with_sums(0, 0) for digest in (one, a, other, x)]
    roots = [
        climbed(path_of(0), 0, bare[0], (bare[1],), ideal(one)),
        climbed(path_of(0), 0, bare[2], (bare[3],), ideal(one)),
    ]
    return ((roots[0] != roots[1]) | (one == other) & (a == x),)


def no_root_has_a_leaf_at_two_depths(
    one: IdealDigest, path: int, value: int, weight: int, own: int, a: IdealDigest, b: IdealDigest, c: IdealDigest
) -> tuple[bool, ...]:
    """Where a root has a leaf, it has no branch: no proof of another depth on the same path leads to it from below."""
    leaf, hashing = one.of_leaf(path, value, weight, own), ideal(one)
    return tuple(
        climbed(path_of(place), 0, leaf, (a, b, c)[DEPTH - higher :], hashing)
        != climbed(path_of(place), 0, one, (a, b, c)[DEPTH - lower :], hashing)
        for place in PLACES
        for lower in range(DEPTH + 1)
        for higher in range(lower)
    )


def no_root_has_a_leaf_at_two_depths_canary(
    one: IdealDigest, path: int, value: int, weight: int, own: int, a: IdealDigest, b: IdealDigest, c: IdealDigest
) -> tuple[bool, ...]:
    """The node below may be at the same depth."""
    leaf, hashing = one.of_leaf(path, value, weight, own), ideal(one)
    return (climbed(path_of(0), 0, leaf, (a, b, c), hashing) != climbed(path_of(0), 0, one, (a, b, c), hashing),)


def what_is_shown_is_what_is_stored(
    leaf: IdealDigest,
    a: IdealDigest, b: IdealDigest, c: IdealDigest, d: IdealDigest,
    e: IdealDigest, f: IdealDigest, g: IdealDigest, h: IdealDigest,
    x: IdealDigest, y: IdealDigest, z: IdealDigest,
) -> tuple[bool, ...]:  # fmt: skip
    """Of a trie that holds anything at its eight places, whatever is shown at a place is what it holds there."""
    stored, hashing = (a, b, c, d, e, f, g, h), ideal(leaf)
    pairs = [hashing.join(stored[place], stored[place + 1]) for place in range(0, 8, 2)]
    top = hashing.join(hashing.join(pairs[0], pairs[1]), hashing.join(pairs[2], pairs[3]))
    return tuple(
        (climbed(path_of(place), 0, leaf, (x, y, z), hashing) != top) | (leaf == stored[place]) for place in PLACES
    )


def what_is_shown_is_what_is_stored_canary(
    leaf: IdealDigest,
    a: IdealDigest, b: IdealDigest, c: IdealDigest, d: IdealDigest,
    e: IdealDigest, f: IdealDigest, g: IdealDigest, h: IdealDigest,
    x: IdealDigest, y: IdealDigest, z: IdealDigest,
) -> tuple[bool, ...]:  # fmt: skip
    """The bits of the path are read from the other end."""
    stored, hashing = (a, b, c, d, e, f, g, h), ideal(leaf)
    pairs = [hashing.join(stored[place], stored[place + 1]) for place in range(0, 8, 2)]
    top = hashing.join(hashing.join(pairs[0], pairs[1]), hashing.join(pairs[2], pairs[3]))
    backwards = [sum(path_bit(path_of(place), bit) << bit for bit in range(DEPTH)) for place in PLACES]
    return tuple(
        (climbed(path_of(place), 0, leaf, (x, y, z), hashing) != top) | (leaf == stored[backwards[place]])
        for place in PLACES
    )


def presence_and_absence_exclude_each_other(
    one: IdealDigest, path: int, value: int, weight: int, own: int, other: int, a: IdealDigest, b: IdealDigest,
    c: IdealDigest, x: IdealDigest, y: IdealDigest, z: IdealDigest,
) -> tuple[bool, ...]:  # fmt: skip
    """At one depth of a path, a root has a leaf, or nothing, or the leaf of another path: no two of them."""
    hashing = ideal(one)
    leaf, another = one.of_leaf(path, value, weight, own), one.of_leaf(other, value, weight, own)
    return tuple(
        climbed(path_of(place), 0, leaf, (a, b, c)[:depth], hashing)
        != climbed(path_of(place), 0, absent, (x, y, z)[:depth], hashing)
        for place in PLACES
        for depth in range(DEPTH + 1)
        for absent in (hashing.empty, another)
    )


def presence_and_absence_exclude_each_other_canary(
    one: IdealDigest, path: int, value: int, weight: int, own: int, other: int, a: IdealDigest, b: IdealDigest,
    c: IdealDigest, x: IdealDigest, y: IdealDigest, z: IdealDigest,
) -> tuple[bool, ...]:  # fmt: skip
    """The digest of a leaf does not say its path."""
    hashing = ideal(one)
    leaf = one.of_leaf(0, value, weight, own)
    return (climbed(path_of(0), 0, leaf, (a, b, c), hashing) != climbed(path_of(0), 0, leaf, (x, y, z), hashing),)


# The walk.


def the_walk_has_one_end() -> Iterator[tuple[str, bool]]:
    """For every path exactly one leaf is reached by turning only where a side is empty: the one that the walk finds."""
    for leaves in every_trie((1,) * len(PLACES)):
        top = trie_of(leaves)
        for place in PLACES:
            found, _ = walk_to_closest(top, path_of(place))
            reached = [leaf for leaf in leaves if turns_only_at_dead_ends(top, path_of(place), path_of(leaf))]
            yield f"leaves {list(leaves)}, path {place}", [path_of(leaf) for leaf in reached] == [found.path]


def turns_only_at_dead_ends(top: Node, path: bytes, leaf_path: bytes) -> bool:
    """Tell from the siblings of a leaf whether it is where a path leads: it leaves the path only beside nothing."""
    leaf, walk = walk_to_closest(top, leaf_path)
    hashing = ideal(IdealDigest.empty())
    siblings = [folded(sibling, hashing) for sibling in walk.siblings]
    return all(
        path_bit(path, depth) == path_bit(leaf.path, depth) or beside == hashing.empty
        for depth, beside in enumerate(siblings)
    )


def the_walk_has_one_end_canary() -> Iterator[tuple[str, bool]]:
    """The closest leaf is the one whose path, as a number, differs least."""
    for leaves in every_trie((1,) * len(PLACES)):
        top = trie_of(leaves)
        for place in PLACES:
            found, _ = walk_to_closest(top, path_of(place))
            nearest = min(leaves, key=lambda leaf, place=place: abs(leaf - place))  # type: ignore[misc]
            yield f"leaves {list(leaves)}, path {place}", found.path == path_of(nearest)


def the_order_of_insertion_does_not_matter() -> Iterator[tuple[str, bool]]:
    """Root, end of the walk and the digests that it passes are the same in whatever order the leaves came."""
    for leaves in every_trie(tuple(range(1, 9))):
        if len(leaves) <= 4:
            expected = outcome_of(leaves)
            for order in permutations(leaves):
                yield f"order {order}", outcome_of({place: leaves[place] for place in order}) == expected


def outcome_of(leaves: dict[int, object]) -> list[object]:
    """Give the root of a trie and, for every path, the leaf and the digests of the siblings that the walk passes."""
    hashing, top = ideal(IdealDigest.empty()), trie_of(leaves)
    walks = [walk_to_closest(top, path_of(place)) for place in PLACES]
    return [
        folded(top, hashing),
        *((leaf, [folded(sibling, hashing) for sibling in walk.siblings]) for leaf, walk in walks),
    ]


def the_order_of_insertion_does_not_matter_canary() -> Iterator[tuple[str, bool]]:
    """The tries are the same, node for node."""
    for leaves in every_trie(tuple(range(1, 9))):
        if len(leaves) <= 4:
            for order in permutations(leaves):
                yield f"order {order}", trie_of({place: leaves[place] for place in order}) == trie_of(leaves)


def closest_proofs_of_the_chain_verify() -> Iterator[tuple[str, bool]]:
    """With sha256 too, the closest proof of every path leads to the root of the trie that it was made of."""
    for case, trie, place in chain_tries():
        yield case, verify_closest(trie.spec, root(trie), prove_closest(trie, path_of(place)))


def chain_tries() -> Iterator[tuple[str, Trie, int]]:
    """Give every trie with every path, as the chain hashes them."""
    spec = TrieSpec("smst")
    for leaves in every_trie((1,) * len(PLACES)):
        data = {place: leaf_data(spec, bytes([place]), place) for place in leaves}
        trie = Trie(spec, trie_of(dict(data)))
        for place in PLACES:
            yield f"leaves {list(leaves)}, path {place}", trie, place


def closest_proofs_of_the_chain_verify_canary() -> Iterator[tuple[str, bool]]:
    """The proof is made of a trie without the leaf of the first place."""
    for case, trie, place in chain_tries():
        smaller = Trie(trie.spec, Leaf(path_of(0), leaf_data(trie.spec, b"", 1)))
        yield case, verify_closest(trie.spec, root(trie), prove_closest(smaller, path_of(place)))


SOLVED = (
    SolverTheorem(
        function=the_closest_leaf_can_be_shown,
        invariants=("TRI-2",),
        canary=the_closest_leaf_can_be_shown_canary,
        given=fitting,
        rules=(walk_to_closest, climbed, folded, insert_leaf),
        scope=f"{EVERY_TRIE}, all weights",
        assumptions=("leaves inserted in the order of their paths",),
    ),
    SolverTheorem(
        function=the_root_has_the_sum_and_the_count_of_the_leaves,
        invariants=("TRI-4",),
        canary=the_root_has_the_sum_and_the_count_of_the_leaves_canary,
        given=fitting,
        rules=(folded, insert_leaf),
        scope=f"{EVERY_TRIE}, all weights that sum below 2^64",
        tier="full",
        seconds=60,
    ),
    SolverTheorem(
        function=sums_add_up_while_they_fit,
        invariants=("TRI-4",),
        canary=sums_add_up_while_they_fit_canary,
        given=lambda one, two: (
            one.total >= 0,
            two.total >= 0,
            one.count >= 0,
            two.count >= 0,
            one.total + two.total < UINT64_RANGE,
            one.count + two.count < UINT64_RANGE,
        ),
        rules=(ideal,),
        scope="any number of leaves",
        by_induction=True,
        assumptions=("the sum of all weights is below 2^64: beyond, it wraps",),
    ),
    SolverTheorem(
        function=a_branch_has_one_pair_of_sides,
        invariants=("TRI-1",),
        canary=a_branch_has_one_pair_of_sides_canary,
        given=lambda one, two, three, four: (),
        rules=(ideal,),
        scope="any depth",
        by_induction=True,
        assumptions=(IDEAL_HASH,),
    ),
    SolverTheorem(
        function=the_root_binds_what_is_shown,
        invariants=("TRI-1",),
        canary=the_root_binds_what_is_shown_canary,
        given=lambda one, other, a, b, c, x, y, z: (),
        rules=(climbed,),
        scope="depths 0 to 3, all digests",
        assumptions=(IDEAL_HASH,),
    ),
    SolverTheorem(
        function=no_root_has_a_leaf_at_two_depths,
        invariants=("TRI-1",),
        canary=no_root_has_a_leaf_at_two_depths_canary,
        given=lambda one, path, value, weight, own, a, b, c: (
            weight >= 0,
            weight < UINT64_RANGE,
            own >= 0,
            own < UINT64_RANGE,
        ),
        rules=(climbed,),
        scope="depths 0 to 3, all digests, weight and count of 64 bits",
        assumptions=(IDEAL_HASH,),
    ),
    SolverTheorem(
        function=what_is_shown_is_what_is_stored,
        invariants=("TRI-1",),
        canary=what_is_shown_is_what_is_stored_canary,
        given=lambda leaf, a, b, c, d, e, f, g, h, x, y, z: (),
        rules=(climbed,),
        scope="8 places at depth 3, all digests",
        assumptions=(IDEAL_HASH,),
    ),
    SolverTheorem(
        function=presence_and_absence_exclude_each_other,
        invariants=("TRI-1",),
        canary=presence_and_absence_exclude_each_other_canary,
        given=lambda one, path, value, weight, own, other, a, b, c, x, y, z: (
            path != other,
            weight >= 0,
            weight < UINT64_RANGE,
            own >= 0,
            own < UINT64_RANGE,
        ),
        rules=(climbed,),
        scope="depths 0 to 3, all digests",
        assumptions=(IDEAL_HASH,),
    ),
)

EXHAUSTED = (
    Exhausted(
        function=the_walk_has_one_end,
        invariants=("TRI-3",),
        canary=the_walk_has_one_end_canary,
        rules=(walk_to_closest, folded),
        scope=f"{EVERY_TRIE}, 8 paths",
        assumptions=("a proof turns only where a side is empty, as the walk does",),
    ),
    Exhausted(
        function=the_order_of_insertion_does_not_matter,
        invariants=("TRI-3",),
        canary=the_order_of_insertion_does_not_matter_canary,
        rules=(insert_leaf, folded, walk_to_closest),
        scope="every order of up to 4 leaves whose paths differ within 3 bits, 8 paths",
    ),
    Exhausted(
        function=closest_proofs_of_the_chain_verify,
        invariants=("TRI-2",),
        canary=closest_proofs_of_the_chain_verify_canary,
        rules=(prove_closest, verify_closest, root),
        scope=f"{EVERY_TRIE}, 8 paths, sha256",
    ),
)
