package dev.trimtab.demo;

/** Tells the story to whoever watches. */
interface Narrator {
    /** A new part of the story. */
    void chapter(String title);

    /** Something that happened. */
    void tell(String line);

    /** How things stand now; told as often as one likes. */
    void show(Picture picture);
}
