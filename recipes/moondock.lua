-- The sample project. This file marks its root; paths in recipes start here.
return {
  moondock = "1.0",
}
