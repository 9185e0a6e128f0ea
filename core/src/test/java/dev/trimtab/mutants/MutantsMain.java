package dev.trimtab.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code make mutants}: prints each decision, its test, and whether that turns red without it; exit 1 when one does not. */
public final class MutantsMain {
    private static final String LINE = "%-26s %-8s %-6s %-88s %s%n";

    private MutantsMain() {}

    /**
     * @param ids of the rows that are wanted; none for all
     */
    public static void main(String... ids) throws IOException, InterruptedException, ExecutionException {
        Path module = Path.of("core");
        List<Mutant> all = MutantTable.read(module.resolve("src/test/mutants"));
        Set<String> wanted = Set.of(ids);
        List<Mutant> mutants = all.stream()
                .filter(mutant -> wanted.isEmpty() || wanted.contains(mutant.id()))
                .toList();
        if (mutants.size() < wanted.size()) {
            throw new IllegalArgumentException("no such row: " + wanted + "; there are "
                    + all.stream().map(Mutant::id).toList());
        }
        Path scratch = Files.createTempDirectory(Files.createDirectories(module.resolve("target")), "mutants");
        MutantRun run = new MutantRun(module, scratch);
        int missed = 0;
        try (ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            Map<String, Future<MutantRun.Outcome>> untouched = new LinkedHashMap<>();
            mutants.forEach(mutant ->
                    untouched.computeIfAbsent(mutant.test(), test -> workers.submit(() -> run.untouched(mutant))));
            List<Future<MutantRun.Outcome>> without = new ArrayList<>();
            mutants.forEach(mutant -> without.add(workers.submit(() -> run.without(mutant))));
            System.out.printf(LINE, "ID", "RULE", "", "WHAT IS SWITCHED OFF", "ITS TEST");
            for (int i = 0; i < mutants.size(); i++) {
                Mutant mutant = mutants.get(i);
                String said;
                String why = "";
                try {
                    MutantRun.Outcome before = untouched.get(mutant.test()).get();
                    MutantRun.Outcome outcome = without.get(i).get();
                    said = before.red() ? "BROKEN" : outcome.red() ? "red" : "GREEN";
                    why = before.failure().or(outcome::failure).orElse("nothing would notice");
                } catch (ExecutionException stale) {
                    said = "STALE";
                    why = String.valueOf(stale.getCause());
                }
                missed += said.equals("red") ? 0 : 1;
                System.out.printf(LINE, mutant.id(), mutant.rule(), said, mutant.what(), mutant.test());
                if (!said.equals("red") || !wanted.isEmpty()) {
                    System.out.println("    " + why);
                }
            }
        }
        System.out.printf("%d decisions, %d of them missed by their test or stale%n", mutants.size(), missed);
        System.exit(missed == 0 ? 0 : 1);
    }
}
