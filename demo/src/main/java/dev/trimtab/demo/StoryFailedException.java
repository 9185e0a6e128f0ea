package dev.trimtab.demo;

/** The demo did not show what it promises; the message is the reason, one sentence for people. */
final class StoryFailedException extends Exception {
    StoryFailedException(String reason) {
        super(reason);
    }
}
