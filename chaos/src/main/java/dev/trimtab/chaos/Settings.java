package dev.trimtab.chaos;

import dev.trimtab.chaos.stage.Plant;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run is told on its command line, each as {@code key=value}.
 *
 * @param rounds how many
 * @param seed of the first round; the next one has the next seed
 * @param faultsMax of one round
 * @param controllers 1 or 3
 * @param gatewayAgents how many of the six agents speak through a gateway
 * @param plant what breaks the controllers on purpose, or empty
 * @param home the project's folder
 * @param work folder for the processes' files, empty before and afterwards
 * @param keep folder for the histories of broken runs
 * @param table file for the table of what survives what, or empty
 */
record Settings(
        int rounds,
        long seed,
        int faultsMax,
        int controllers,
        int gatewayAgents,
        Optional<Plant> plant,
        Path home,
        Path work,
        Path keep,
        String table) {
    static final String USAGE = "usage: rounds=N seed=N work=FOLDER [home=FOLDER] [keep=FOLDER] [faults=N]"
            + " [controllers=N] [gateways=N] [plant=WORD] [table=FILE]";

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when one is missing or makes no sense; the message is a sentence
     */
    static Settings of(String... words) {
        Map<String, String> given = new TreeMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not key=value: " + word);
            }
            given.put(word.substring(0, equals), word.substring(equals + 1));
        }
        Path home = Path.of(given.getOrDefault("home", ".")).toAbsolutePath().normalize();
        if (!given.containsKey("work")) {
            throw new IllegalArgumentException("work= is missing: a folder for the processes' files");
        }
        return new Settings(
                number(given, "rounds", 5),
                number(given, "seed", 1),
                number(given, "faults", 3),
                number(given, "controllers", 3),
                number(given, "gateways", 4),
                plant(given),
                home,
                Path.of(given.getOrDefault("work", "")),
                Path.of(given.getOrDefault(
                        "keep", home.resolve("chaos/target/histories").toString())),
                given.getOrDefault("table", ""));
    }

    private static Optional<Plant> plant(Map<String, String> given) {
        String word = given.getOrDefault("plant", "");
        Optional<Plant> plant = Plant.of(word);
        if (plant.isEmpty() && !word.isEmpty()) {
            throw new IllegalArgumentException("plant should be one of " + Plant.words() + " and is: " + word);
        }
        return plant;
    }

    private static int number(Map<String, String> given, String key, int otherwise) {
        String text = given.getOrDefault(key, Integer.toString(otherwise));
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(key + " should be a number and is: " + text);
        }
        return Integer.parseInt(text);
    }

    /** How one round is run again. */
    String again(long roundSeed) {
        return "make chaos ROUNDS=1 SEED=" + roundSeed
                + plant.map(planted -> " PLANT=" + planted.word()).orElse("");
    }
}
