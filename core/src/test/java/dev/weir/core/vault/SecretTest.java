package dev.weir.core.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class SecretTest {

    private static final String CANARY = "sk-ant-api03-CANARY-0123456789-wxyz";

    @Test
    void nothingButUseShowsTheValue() throws Exception {
        Secret secret = Secret.ofText(CANARY);
        assertThat(secret.toString()).isEqualTo("[secret]");
        assertThat(String.valueOf(new Object[] {secret}[0]) + secret).doesNotContain("CANARY");
        assertThat(secret).isNotEqualTo(Secret.ofText(CANARY));
        assertThat(secret.hashCode()).isEqualTo(System.identityHashCode(secret));
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(secret))
                    .isInstanceOf(NotSerializableException.class);
        }
        // Mappers of objects to text call methods named get… and is…, and read public fields.
        assertThat(Secret.class.getFields())
                .allMatch(field -> Modifier.isStatic(field.getModifiers()));
        assertThat(Arrays.stream(Secret.class.getDeclaredMethods()))
                .noneMatch(method -> method.getName().startsWith("get"));
        assertThat(secret.<String>use(bytes -> new String(bytes, StandardCharsets.US_ASCII)))
                .isEqualTo(CANARY);
    }

    @Test
    void closingOverwritesTheBytes() {
        Secret secret = Secret.ofText(CANARY);
        byte[] seen = secret.use(bytes -> bytes);
        assertThat(seen).isNotEqualTo(new byte[seen.length]);
        secret.close();
        assertThat(seen).isEqualTo(new byte[seen.length]);
        assertThat(secret.isClosed()).isTrue();
        assertThatThrownBy(() -> secret.use(bytes -> bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("CANARY");
    }

    @Test
    void takingOverwritesWhatWasGiven() {
        byte[] given = CANARY.getBytes(StandardCharsets.US_ASCII);
        Secret secret = Secret.taking(given);
        assertThat(given).containsOnly(0);
        assertThat(secret.sameAs(Secret.ofText(CANARY))).isTrue();
    }

    @Test
    void secretsAreComparedByValueWhereThatIsAskedFor() {
        assertThat(Secret.ofText("abc").sameAs(Secret.ofText("abc"))).isTrue();
        assertThat(Secret.ofText("abc").sameAs(Secret.ofText("abd"))).isFalse();
        assertThat(Secret.ofText("abc").sameAs(Secret.ofText("abcd"))).isFalse();
    }

    @Test
    void theTailIsShownOfLongPrintableSecretsOnly() {
        assertThat(Secret.ofText(CANARY).tail()).isEqualTo("wxyz");
        assertThat(Secret.ofText("12345678901").tail()).isEmpty();
        assertThat(Secret.ofText("{\"private_key\":\"x\"}\n").tail()).isEmpty();
    }

    @Test
    void onlyVisibleAsciiFitsAField() {
        assertThat(Secret.ofText(CANARY).fitsField()).isTrue();
        for (String bad : new String[] {"a b", "a\r\nx-evil: 1", "a\tb", "ключ", "a\u007f"}) {
            assertThat(Secret.ofText(bad).fitsField()).as(bad).isFalse();
        }
    }

    @Test
    void aSecretHasALength() {
        assertThatThrownBy(() -> Secret.ofText("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secret.copyOf(new byte[Secret.LONGEST + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A use that a close could overtake would send a key half of zeros. */
    @Test
    void aUseSeesTheWholeValueOrNone() throws Exception {
        for (int round = 0; round < 200; round++) {
            Secret secret = Secret.ofText("x".repeat(4_000));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                Future<Boolean> whole =
                        threads.submit(
                                () -> {
                                    try {
                                        return secret.<Boolean>use(
                                                bytes -> {
                                                    for (byte b : bytes) {
                                                        if (b != 'x') {
                                                            return false;
                                                        }
                                                    }
                                                    return true;
                                                });
                                    } catch (IllegalStateException e) {
                                        return true;
                                    }
                                });
                threads.submit(secret::close);
                assertThat(whole.get()).isTrue();
            }
        }
    }
}
