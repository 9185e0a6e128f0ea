package dev.trimtab.arch.bad;

/** A name that says nothing of what it is. */
final class NameUtil {
    private NameUtil() {}
}
