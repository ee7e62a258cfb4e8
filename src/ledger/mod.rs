//! Closed periods: manifests, the chain of their hashes, and differences. Nothing of it is built yet.
