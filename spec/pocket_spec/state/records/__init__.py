"""The records of every module as the chain keeps them: dataclasses and their protobuf descriptions."""
