"""The migration before v0.1.35: which accounts governance could recover.

`CHANGES` gives, release by release, every field of `Rules` about the migration in which it differs from v0.1.35. Before
v0.1.31 there was no `MsgAdminRecoverMorseAccount` either.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import deal

from pocket_spec.migration.recoverable import is_recoverable

LISTED_SINCE_V0_1_31 = frozenset(
    {
        "10DAE07CFE8EE61549D62D03B2B15B0CF0D74F26",
        "18CC4D01FB572B07A7286A16CC23EDD0DFA7FC1D",
        "19E18BC48A1662C60E94939BBEDABB7C988094B5",
        "22F17C9F4D95FE507FA3433096DBD248BAC31F82",
        "328642BAF7A83963C678771F5B4F86DD2C112791",
        "3365A8D48345C6561E68C9889145571D737DCB6D",
        "3B5E804B37BFF591F9F86E307C81D21FDB5355D4",
        "519AA4C8CE5BCBD07CEAC126C001F437B258C002",
        "5C7126E8A7FB9FADAD5D36C988E6D1CA88A050EA",
        "65BC2ECD2B06EE9E7FA869BA26BBDE0DE4A5E114",
        "6A8F78FC9E734E0DA8C7F4C32A6A278F2901C452",
        "72BBB58324A0BB3E9AEEC9B490F4CE707F2A748D",
        "98C0D566784495A47703AABB7DFAF34925A007F2",
        "9AA50E763273629780EAA930A613BBFF15F84708",
        "9DBC4822106343C670B54142377BF7605D3EFF85",
        "BFA1E5CB3399979D3E30A53B39BFE9F4110F015B",
        "CB6C69F82B3B360E200DF877604DE2704985D24F",
    }
)
"""Three of them v0.1.30 listed in lower case, in vain. Source: poktroll v0.1.31 x/migration/recovery."""
LISTED_SINCE_V0_1_30 = frozenset(
    {
        "0D5B7B7D16F08B958B02612BFF4E11AEA281CE51",
        "1EEF4469DF3FD496115E5219E027DBCBC179B254",
        "2A5907A0C3D6C092B82FF4EE4730A564578A2E16",
        "36593255FB16D48DA7BAC347EA245FD0EBB074D4",
        "392B408CE25D968B51AF31A8662D82866DA4374A",
        "56865F89B3D0D1BFB930A59EC4F33ACB7C0C5783",
        "6C6A4F3AC33655B01FA246F63A084DD0642B5C73",
        "823B474D6F11E249596CDB88E418539F28ED6182",
        "876B1E2A189BB4BE60F9129E3B9D796E424564D9",
        "983094DDBD016ABDC718B2C66BCA5F068A7264B8",
        "A099577AE629CF44082D8DA09B5909C5BB47C1E7",
        "A1F1DEF1DCE64D75D3C4836EAE8112952351F916",
        "BFA5E910FF9024B6D1B62741078605FFB0EA18AB",
        "C1BB0C84EF02AE637B9765224061A368A78BEDC4",
        "CB80D05A05350B31CC30C8835284DC448F70F6AA",
        "F28A0BF23283BE3EDF090C7710F7C6BB8BD94BA3",
        "F98A60B648ABB265E3903CCBA989459FCCE3ECFA",
    }
)
"""Source: poktroll v0.1.30 x/migration/recovery."""


@deal.ensure(lambda address, result: not result or is_recoverable(address))
def is_recoverable_v0_1_30(address: str) -> bool:
    """Tell whether governance could recover a Morse account in v0.1.30.

    Source: poktroll v0.1.30 x/migration/recovery/recovery_allowlist.go
    """
    return is_recoverable(address) and address not in LISTED_SINCE_V0_1_31


@deal.ensure(lambda address, result: not result or is_recoverable_v0_1_30(address))
def is_recoverable_v0_1_29(address: str) -> bool:
    """Tell whether governance could recover a Morse account in v0.1.29.

    Source: poktroll v0.1.29 x/migration/recovery/recovery_allowlist.go
    """
    return is_recoverable_v0_1_30(address) and address not in LISTED_SINCE_V0_1_30


CHANGES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "v0.1.29": {"is_recoverable": is_recoverable_v0_1_29},
        "v0.1.30": {"is_recoverable": is_recoverable_v0_1_30},
    }
)
"""The fields of `Rules` about the migration, by release."""
