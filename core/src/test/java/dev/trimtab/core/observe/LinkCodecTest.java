package dev.trimtab.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LinkCodecTest {
    @Test
    void messages_come_back() {
        assertThat(LinkCodec.decode(LinkCodec.encode(new LinkMessage.Arrived(300))))
                .contains(new LinkMessage.Arrived(300));
        LinkMessage.Refused refused = new LinkMessage.Refused(7, "REPLAYED", "it is old");
        assertThat(LinkCodec.decode(LinkCodec.encode(refused))).contains(refused);
        assertThat(LinkCodec.decode(LinkCodec.encode(new LinkMessage.Carried(1, new byte[] {1, 2, 3}))))
                .get()
                .isInstanceOfSatisfying(LinkMessage.Carried.class, carried -> {
                    assertThat(carried.id()).isEqualTo(1);
                    assertThat(carried.sealed()).containsExactly(1, 2, 3);
                });
    }

    @Test
    void a_sentence_of_any_length_arrives_cut() {
        byte[] bytes = LinkCodec.encode(new LinkMessage.Refused(1, "A", "\u20ac".repeat(5000)));
        assertThat(bytes).hasSizeLessThan(1100);
        assertThat(LinkCodec.decode(bytes)).isPresent();
    }

    @Test
    void what_is_cut_or_continued_or_unknown_is_no_message() {
        byte[] bytes = LinkCodec.encode(new LinkMessage.Carried(9, new byte[] {1, 2, 3}));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(LinkCodec.decode(Arrays.copyOf(bytes, length))).isEmpty();
        }
        assertThat(LinkCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
        assertThat(LinkCodec.decode(new byte[] {9, 1})).isEmpty();
    }

    @Test
    void no_bytes_make_it_throw() {
        Random chance = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[chance.nextInt(64)];
            chance.nextBytes(bytes);
            assertThat(LinkCodec.decode(bytes)).isNotNull();
        }
    }
}
