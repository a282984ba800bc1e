"""Files with rows of the register: checked, shown beforehand, taken as a whole or not at all."""
