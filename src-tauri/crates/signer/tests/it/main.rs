//! The bucket's own code against a store that checks signatures.

#[cfg(test)]
mod binary;
#[cfg(test)]
mod bucket;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod http;
#[cfg(test)]
mod publish;
#[cfg(test)]
mod store;
