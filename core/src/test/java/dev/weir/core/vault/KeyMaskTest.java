package dev.weir.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;

/** A key that is taken out of bodies while they pass. */
class KeyMaskTest {

    private static final String KEY = "ababac-ababacab-secret";
    private static final String MASK = "[redacted]" + "*".repeat(KEY.length() - 10);

    @Test
    void theKeyIsReplacedWhereverItStandsAndHoweverTheBodyIsCut() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n >= 0; n--) {
                switch (random.nextInt(4)) {
                    case 0 -> text.append(KEY);
                    case 1 -> text.append(KEY, 0, random.nextInt(KEY.length()));
                    case 2 -> text.append("ab".repeat(random.nextInt(4)));
                    default -> text.append("{\"é\": 1}");
                }
            }
            String body = text.toString();
            assertThat(passed(body, 1 + random.nextInt(12), random))
                    .isEqualTo(body.replace(KEY, MASK));
        }
    }

    @Test
    void aPieceWithoutAnythingOfItPassesAsItIs() {
        KeyMask mask = mask(KEY);
        assertThat(mask.pass(bytes("nothing of the kind here."))).isNull();
        assertThat(mask.found()).isFalse();
        assertThat(mask.pass(bytes("it ends in aba"))).isEqualTo(bytes("it ends in ").array());
        assertThat(mask.end()).isEqualTo(bytes("aba").array());
    }

    @Test
    void aKeyThatChanceWouldFindIsNotLookedFor() {
        assertThat(KeyMask.of(Secret.ofText("short"))).isNull();
        Secret closed = Secret.ofText(KEY);
        closed.close();
        assertThat(KeyMask.of(closed)).isNull();
        assertThat(mask(KEY)).hasToString("KeyMask");
    }

    private static String passed(String body, int most, SplittableRandom random) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        KeyMask mask = mask(KEY);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(most));
            byte[] other = mask.pass(ByteBuffer.wrap(bytes, from, length));
            if (other == null) {
                out.write(bytes, from, length);
            } else {
                out.writeBytes(other);
            }
            from += length;
        }
        out.writeBytes(mask.end());
        assertThat(mask.found()).isEqualTo(body.contains(KEY));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static KeyMask mask(String key) {
        return Objects.requireNonNull(KeyMask.of(Secret.ofText(key)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
