"""Write the spec's list of recoverable Morse accounts from plain addresses, one a line on standard input.

    grep -oE '^[[:space:]]*"[^"]*",' recovery_allowlist.go | sed 's/[[:space:]",]//g' |
        python -m pocket_conformance.generate.recoverable_addresses > recoverable_addresses.py

Only addresses are read: nothing else of the file that lists them.
"""

from __future__ import annotations

import base64
import re
import sys
import textwrap

HEADER = '''\
"""The Morse accounts that governance may recover: data of the chain, written by a program from the addresses alone.

`ADDRESSES` is the base 64 of the 20 bytes of each address, ascending. What the chain lists besides is no address: names
of modules, public keys and mistyped texts.

Source: poktroll v0.1.35 x/migration/recovery/recovery_allowlist.go
"""

from __future__ import annotations

'''
ADDRESS = re.compile("[0-9A-F]{40}")


def module_text(addresses: set[str]) -> str:
    """Give the text of the module that holds these addresses."""
    regular = sorted(address for address in addresses if ADDRESS.fullmatch(address))
    others = sorted(addresses.difference(regular))
    encoded = base64.b64encode(b"".join(map(bytes.fromhex, regular))).decode()
    lines = ["OTHERS = (", *(f'    "{other}",' for other in others), ")"]
    lines += ['"""Texts that are not 40 hexadecimal digits."""', "ADDRESSES = ("]
    lines += [*(f'    "{line}"' for line in textwrap.wrap(encoded, 112)), ")"]
    lines += ['"""Addresses of 20 bytes, one behind the other, in base 64."""']
    return HEADER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(module_text({line.strip() for line in sys.stdin if line.strip()}))
