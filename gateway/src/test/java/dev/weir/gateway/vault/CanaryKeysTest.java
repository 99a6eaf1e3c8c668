package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.dialect.Dialect;
import dev.weir.core.vault.CipherText;
import dev.weir.core.vault.ProviderKey;
import dev.weir.core.vault.SealedKey;
import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.SealedKeys.Row;
import dev.weir.core.vault.Secret;
import dev.weir.core.vault.Sharing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Known keys go through everything that the vault does, and then every byte of every file, every
 * log, every exception and every text of a value is searched for them, as they are and in the usual
 * encodings.
 */
class CanaryKeysTest {

    @TempDir Path directory = Path.of("");

    private final SecureRandom random = new SecureRandom();
    private final List<String> canaries = new ArrayList<>();
    private final StringBuilder said = new StringBuilder();

    /** A new key, of which the last four characters say nothing. */
    private Secret canary() {
        String text = "sk-canary-" + Long.toHexString(random.nextLong()) + "-tail";
        canaries.add(text.substring(0, text.length() - 5));
        return Secret.ofText(text);
    }

    private void note(Object value) {
        said.append(value).append('\n');
    }

    @FunctionalInterface
    private interface Failing {
        Object run() throws IOException;
    }

    private void fails(Failing failing) {
        try {
            note(failing.run());
        } catch (IOException | RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            said.append(trace);
            return;
        }
        throw new AssertionError("expected to fail");
    }

    @Test
    void noKeyIsInAnyFileLogExceptionOrText() throws Exception {
        Logger logger = Logger.getLogger("weir.vault");
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord logged) {
                        note(logged.getMessage());
                        note(Arrays.toString(logged.getParameters()));
                        note(logged.getThrown());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        // An open connection keeps the write-ahead log from being merged and removed.
        try (Connection open = TestDatabase.in(directory).connect();
                Statement statement = open.createStatement()) {
            statement.execute("select count(*) from sqlite_master");
            everything();
            try (Stream<Path> files = Files.walk(directory)) {
                List<Path> all = files.filter(Files::isRegularFile).toList();
                assertThat(all)
                        .extracting(file -> file.getFileName().toString())
                        .contains("control.db", "control.db-wal", "kek");
                for (Path file : all) {
                    search(file.toString(), Files.readAllBytes(file));
                }
            }
        } finally {
            logger.removeHandler(handler);
        }
        search("what was said", said.toString().getBytes(StandardCharsets.UTF_8));
        String kek = Files.readString(directory.resolve("kek"));
        assertThat(said).doesNotContain(kek);
        assertThat(Files.readString(directory.resolve("control.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain(kek);
        // The search itself finds what is there.
        assertThat(said).contains("cannot be opened").contains("tail");
    }

    private void everything() throws IOException {
        SealedKeys store = new SqlSealedKeys(TestDatabase.in(directory));
        OwnKek source = new OwnKek(directory, random);
        Vault vault = Vault.open(store, source, random, new SimpleMeterRegistry());
        ProviderKey key = vault.add(VaultTest.key("o1", "main"), canary(), null, VaultTest.NOW);
        ProviderKey other = vault.add(VaultTest.key("o1", "other"), canary(), null, VaultTest.NOW);
        note(vault.credential("o1", key.id()));
        note(vault.replace("o1", key.id(), canary()));
        note(vault.edit("o1", key.id(), "name", new Sharing.Everyone(), 2, false));
        note(List.of(vault, key, other, vault.list("o1"), vault.find("o1", key.id())));
        note(store.find("o1", key.id()));
        note(store.checks());
        note(vault.keyring());
        note(VaultTest.key("o1", "x"));
        Secret candidate = canary();
        note(candidate);
        note(vault.candidate(VaultTest.key("o1", "x"), candidate));
        fails(() -> vault.add(VaultTest.key("o1", "name"), canary(), null, VaultTest.NOW));
        fails(() -> vault.add(VaultTest.key("o1", ""), canary(), null, VaultTest.NOW));
        fails(
                () ->
                        vault.add(
                                VaultTest.key("o1", "named"),
                                Secret.ofText(canaries.getFirst() + " \r\n-tail"),
                                null,
                                VaultTest.NOW));
        fails(
                () ->
                        vault.add(
                                VaultTest.key("o1", "named " + canaries.getFirst()),
                                Secret.ofText(canaries.getFirst()),
                                null,
                                VaultTest.NOW));
        fails(() -> vault.replace("o1", "none", canary()));
        fails(() -> vault.edit("o1", "none", "n", new Sharing.Everyone(), 1, false));
        vault.rotations().begin(true, true, VaultTest.NOW);
        note(vault.rotations().run(VaultTest.NOW, rotation -> rotation.done() < 1));
        note(vault.rotations().run(VaultTest.NOW, _ -> true));
        Provider provider =
                new Provider(
                        "some",
                        Origin.parse("https://api.openai.com"),
                        Dialect.OPENAI,
                        CaptureMode.FULL,
                        false);
        note(
                new KeyCheck(
                                (url, fields) -> {
                                    throw new IOException(url + " " + fields);
                                })
                        .check(provider, vault.candidate(VaultTest.key("o1", "x"), candidate)));
        damage(store, other);
        note(Vault.open(store, new OwnKek(directory, random), random, new SimpleMeterRegistry()));
        fails(
                () ->
                        Vault.open(
                                store,
                                KekSource.fixed(Keyring.of(LocalKek.make(random))),
                                random,
                                new SimpleMeterRegistry()));
        vault.remove("o1", key.id());
    }

    private static void damage(SealedKeys store, ProviderKey key) throws IOException {
        Row row = store.find("o1", key.id()).orElseThrow();
        byte[] text = row.sealed().text().bytes();
        text[20] ^= 1;
        store.replace(
                new Row(
                        row.key().rewrapped(),
                        new SealedKey(
                                row.sealed().kek(), row.sealed().dataKey(), CipherText.of(text))),
                row.key().revision());
    }

    private void search(String where, byte[] bytes) {
        String found = new String(bytes, StandardCharsets.ISO_8859_1);
        for (String canary : canaries) {
            byte[] plain = canary.getBytes(StandardCharsets.US_ASCII);
            assertThat(found).as(where).doesNotContain(canary);
            assertThat(found).as(where).doesNotContain(HexFormat.of().formatHex(plain));
            for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                assertThat(found)
                        .as(where)
                        .doesNotContain(
                                new String(canary.getBytes(charset), StandardCharsets.ISO_8859_1));
            }
            // Base64 has three forms of a text inside another one; the ends differ, the middle does
            // not.
            for (int shift = 0; shift < 3; shift++) {
                byte[] shifted = new byte[plain.length + shift];
                System.arraycopy(plain, 0, shifted, shift, plain.length);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
                assertThat(found)
                        .as(where)
                        .doesNotContain(base64.substring(4, base64.length() - 4));
            }
        }
    }
}
