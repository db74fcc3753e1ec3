// Replaced by what this module is for.
