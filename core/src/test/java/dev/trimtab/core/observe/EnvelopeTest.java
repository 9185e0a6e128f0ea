package dev.trimtab.core.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class EnvelopeTest {
    private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.US_ASCII);

    private static final Instant AT = Instant.parse("2026-11-25T10:00:00.123Z");

    private final KeyPair keys = fresh();

    @Test
    void what_was_sealed_opens() {
        byte[] sealed = Envelope.seal(keys.getPrivate(), Envelope.Kind.REPORT, "fra", AT, PAYLOAD);
        assertThat(Envelope.open(keys.getPublic(), Envelope.Kind.REPORT, sealed))
                .isInstanceOfSatisfying(Envelope.Opened.class, opened -> {
                    assertThat(opened.signer()).isEqualTo("fra");
                    assertThat(opened.at()).isEqualTo(AT);
                    assertThat(opened.payload()).isEqualTo(PAYLOAD);
                });
        assertThat(Envelope.signer(sealed)).contains("fra");
        assertThat(Envelope.kind(sealed)).contains(Envelope.Kind.REPORT);
        assertThat(Envelope.kind(new byte[] {2, 99})).isEmpty();
    }

    @Test
    void every_flipped_bit_is_refused() {
        byte[] sealed = Envelope.seal(keys.getPrivate(), Envelope.Kind.REPORT, "fra", AT, PAYLOAD);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Envelope.open(keys.getPublic(), Envelope.Kind.REPORT, forged))
                    .as("bit %s", bit)
                    .isInstanceOf(Envelope.Refused.class);
        }
    }

    @Test
    void another_key_or_another_kind_is_refused() {
        byte[] sealed = Envelope.seal(keys.getPrivate(), Envelope.Kind.SUSPICION, "fra", AT, PAYLOAD);
        assertThat(Envelope.open(fresh().getPublic(), Envelope.Kind.SUSPICION, sealed))
                .isEqualTo(new Envelope.Refused("wrong signature"));
        assertThat(Envelope.open(keys.getPublic(), Envelope.Kind.RELAYED_SUSPICION, sealed))
                .isInstanceOf(Envelope.Refused.class);
    }

    @Test
    void keys_come_back_from_their_text_and_nonsense_is_refused_without_showing_it() {
        assertThat(KeyPem.readPrivate(KeyPem.write(keys.getPrivate()))).isEqualTo(keys.getPrivate());
        assertThat(KeyPem.readPublic(KeyPem.write(keys.getPublic()))).isEqualTo(keys.getPublic());
        assertThat(KeyPem.readBase64(KeyPem.base64(keys.getPublic()))).isEqualTo(keys.getPublic());
        assertThatThrownBy(() -> KeyPem.readPrivate("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> KeyPem.readBase64("%%%")).isInstanceOf(IllegalArgumentException.class);
    }

    private static KeyPair fresh() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
