package dev.trimtab.provider.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trimtab.core.name.CdnId;
import dev.trimtab.core.name.HostName;
import dev.trimtab.core.name.ProviderId;
import dev.trimtab.core.name.SteeredName;
import dev.trimtab.core.records.Generation;
import dev.trimtab.core.records.Mark;
import dev.trimtab.core.records.RecordSet;
import dev.trimtab.core.records.WeightedAnswer;
import dev.trimtab.core.spec.Answer;
import dev.trimtab.core.spec.NameSpec.RecordType;
import dev.trimtab.core.spec.ProviderSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A zone outlives a crash at any moment, and copies of one zone agree whatever they hear in whatever order. */
class ServedZoneTest {
    private static final SteeredName WWW = SteeredName.of("www.steer.example.com");

    @TempDir
    Path folder;

    @Test
    void many_changes_come_back_from_whole_copy_and_journal() throws IOException {
        ServedZone zone = open("a");
        for (int i = 1; i <= 700; i++) {
            put(zone, SteeredName.of("n" + i % 300 + ".steer.example.com"), new Generation(1, i));
        }
        ServedZone again = open("a");
        assertThat(new TreeSet<>(lines(again)))
                .isEqualTo(new TreeSet<>(lines(zone)))
                .hasSize(300);
        assertThat(again.view().serial()).isEqualTo(zone.view().serial());
    }

    @Test
    void a_change_that_a_crash_cut_short_is_left_out_and_the_next_one_is_whole() throws IOException {
        ServedZone zone = open("a");
        put(zone, WWW, new Generation(1, 1));
        put(zone, WWW, new Generation(1, 2));
        Files.writeString(journal("a"), "{\"name\":\"www.ste", StandardOpenOption.APPEND);

        ServedZone again = open("a");
        assertThat(again.held(WWW).generation()).isEqualTo(new Generation(1, 2));
        assertThat(again.view().memory()).isEqualTo(ZoneData.Memory.WHOLE);
        put(again, WWW, new Generation(1, 3));
        assertThat(open("a").held(WWW).generation()).isEqualTo(new Generation(1, 3));
    }

    @Test
    void a_journal_broken_in_the_middle_is_kept_aside_and_what_was_whole_is_served() throws IOException {
        ServedZone zone = open("a");
        put(zone, WWW, new Generation(1, 1));
        put(zone, WWW, new Generation(1, 2));
        String text = Files.readString(journal("a"), StandardCharsets.UTF_8);
        Files.writeString(journal("a"), "nonsense\n" + text);

        ServedZone again = open("a");
        assertThat(again.held(WWW).generation()).isEqualTo(new Generation(1, 1));
        assertThat(again.view().memory()).isEqualTo(ZoneData.Memory.LOST);
        assertThat(folder.resolve("a.json.journal.unreadable-1")).content().isEqualTo("nonsense\n" + text);
    }

    @Test
    void a_copy_takes_what_is_newer_and_nothing_that_is_older() throws IOException {
        ServedZone leader = open("a");
        ServedZone follower = open("b");
        put(leader, WWW, new Generation(1, 1));
        HeldSet first = leader.held(WWW);
        put(leader, WWW, new Generation(1, 2));

        assertThat(follower.takeNewer(List.of(leader.held(WWW)))).isEqualTo(1);
        assertThat(follower.takeNewer(List.of(first))).isZero();
        assertThat(follower.held(WWW)).isEqualTo(leader.held(WWW));
        assertThat(open("b").held(WWW)).isEqualTo(leader.held(WWW));
    }

    @Test
    void what_changes_under_one_generation_reaches_the_copies_too() throws IOException {
        ServedZone leader = open("a");
        ServedZone follower = open("b");
        put(leader, WWW, new Generation(1, 1));
        follower.takeNewer(List.of(leader.held(WWW)));
        leader.replace(leader.held(WWW).set(), set(WWW, new Generation(1, 1), Duration.ofSeconds(5)));

        assertThat(follower.takeNewer(List.of(leader.held(WWW)))).isEqualTo(1);
        assertThat(follower.held(WWW).set().orElseThrow().ttl()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_retired_name_stays_away_whoever_still_holds_it_and_can_begin_anew() throws IOException {
        ServedZone leader = open("a");
        ServedZone follower = open("b");
        put(leader, WWW, new Generation(4, 7));
        HeldSet old = leader.held(WWW);
        follower.takeNewer(List.of(old));
        leader.remove(old.set().orElseThrow());

        assertThat(leader.takeNewer(List.of(follower.held(WWW)))).isZero();
        follower.takeNewer(List.of(leader.held(WWW)));
        assertThat(follower.held(WWW).set()).isEmpty();
        assertThat(follower.view().node(ZoneView.name(WWW.value()))).isEmpty();

        put(leader, WWW, new Generation(4, 1));
        follower.takeNewer(List.of(leader.held(WWW)));
        assertThat(follower.held(WWW).generation()).isEqualTo(new Generation(4, 1));
        assertThat(follower.takeNewer(List.of(old))).isZero();
        assertThat(open("b").held(WWW)).isEqualTo(leader.held(WWW));
    }

    @Test
    void a_foreign_name_is_not_taken() throws IOException {
        ServedZone zone = open("a");
        SteeredName elsewhere = SteeredName.of("www.example.net");
        HeldSet foreign =
                new HeldSet(elsewhere, 0, 9, Optional.of(set(elsewhere, new Generation(9, 9), Duration.ofSeconds(30))));
        assertThat(zone.takeNewer(List.of(foreign))).isZero();
        assertThat(zone.all()).isEmpty();
    }

    @Test
    void three_copies_that_hand_each_other_what_they_hold_end_alike() throws IOException {
        for (int seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            List<ServedZone> copies = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                copies.add(open("s" + seed + "-" + i));
            }
            List<HeldSet> everything = new ArrayList<>();
            for (int step = 0; step < 60; step++) {
                ServedZone one = copies.get(random.nextInt(3));
                SteeredName name = SteeredName.of("n" + random.nextInt(4) + ".steer.example.com");
                HeldSet before = one.held(name);
                switch (random.nextInt(4)) {
                    case 0 -> one.takeNewer(copies.get(random.nextInt(3)).all());
                    case 1 -> {
                        if (before.set().isPresent()) {
                            one.remove(before.set().get());
                        }
                    }
                    default -> {
                        Generation next = new Generation(random.nextInt(3), random.nextInt(5));
                        if (next.compareTo(before.generation()) >= 0) {
                            put(one, name, next);
                        }
                    }
                }
                everything.add(one.held(name));
            }
            for (int i = 0; i < 2; i++) {
                for (ServedZone to : copies) {
                    for (ServedZone from : copies) {
                        to.takeNewer(from.all());
                    }
                }
            }
            List<String> first = lines(copies.get(0));
            assertThat(lines(copies.get(1))).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(first);
            assertThat(lines(copies.get(2))).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(first);
            // Replayed in any order, nothing of the past changes any of them.
            assertThat(copies.get(0).takeNewer(everything)).as("seed %d", seed).isZero();
        }
    }

    private static List<String> lines(ServedZone zone) {
        return zone.all().stream().map(HeldSetJson::line).toList();
    }

    private Path journal(String copy) {
        return folder.resolve(copy + ".json.journal");
    }

    private ServedZone open(String copy) throws IOException {
        TreeMap<String, String> settings = new TreeMap<>();
        ProviderSpec spec =
                new ProviderSpec(new ProviderId("here"), "embedded", "steer.example.com.", Optional.empty(), settings);
        // Copies whose serials begin apart, as those of controllers do.
        return ServedZone.open(
                spec,
                folder.resolve(copy + ".json"),
                InstantSource.fixed(Instant.ofEpochSecond(1_000 + copy.hashCode() % 7)));
    }

    private static void put(ServedZone zone, SteeredName name, Generation generation) throws IOException {
        ServedZone.Replacement done =
                zone.replace(zone.held(name).set(), set(name, generation, Duration.ofSeconds(30)));
        assertThat(done).isInstanceOf(ServedZone.Replacement.Done.class);
    }

    private static RecordSet set(SteeredName name, Generation generation, Duration ttl) {
        return new RecordSet(
                name,
                RecordType.CNAME,
                ttl,
                List.of(new WeightedAnswer(
                        new CdnId("one"), new Answer.Cname(new HostName("one.example.net")), 10_000)),
                new Mark("00000000000000aa", generation));
    }
}
