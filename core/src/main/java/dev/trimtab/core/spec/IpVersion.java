package dev.trimtab.core.spec;

/** Over which version of IP a probe looks: each is a vote of its own. */
public enum IpVersion {
    IPV4,
    IPV6
}
