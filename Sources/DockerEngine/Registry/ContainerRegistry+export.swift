// Image names and credentials for registries are part of this module's API, so whoever imports it can use them.
@_exported public import ContainerRegistry
