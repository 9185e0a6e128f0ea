package dev.trimtab.cli;

/** Ends a command with one sentence and an exit code. */
final class CliFailure extends RuntimeException {
    private final Exit exit;

    CliFailure(Exit exit, String sentence) {
        super(sentence, null, false, false);
        this.exit = exit;
    }

    Exit exit() {
        return exit;
    }
}
