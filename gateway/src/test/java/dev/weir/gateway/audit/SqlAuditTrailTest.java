package dev.weir.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.audit.AuditAnchor;
import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.audit.AuditVerifier;
import dev.weir.core.audit.InMemoryAuditTrail;
import dev.weir.gateway.store.Database;
import dev.weir.testkit.audit.AuditTrailContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

class SqlAuditTrailTest extends AuditTrailContract {

    @TempDir Path directory = Path.of("");

    private AuditTrail trail = new InMemoryAuditTrail();
    private AuditAnchors anchors = new InMemoryAuditTrail();

    private Database database() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setBusyTimeout(5_000);
        return () -> config.createConnection("jdbc:sqlite:" + directory.resolve("control.db"));
    }

    @BeforeEach
    void open() throws IOException {
        FileAnchors file = FileAnchors.open(directory);
        anchors = file;
        trail = new SqlAuditTrail(database(), file);
    }

    @AfterEach
    void close() throws IOException {
        if (anchors instanceof FileAnchors file) {
            file.close();
        }
    }

    @Override
    protected AuditTrail trail() {
        return trail;
    }

    @Override
    protected AuditAnchors anchors() {
        return anchors;
    }

    @Override
    protected AuditTrail again() throws IOException {
        return new SqlAuditTrail(database(), anchors);
    }

    private void fill(int entries) throws IOException {
        for (int i = 1; i <= entries; i++) {
            trail.append(draft("o1", i));
        }
    }

    private List<String> faultsAfter(String... statements) throws Exception {
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.executeUpdate(one);
            }
        }
        return new AuditVerifier(again(), anchors)
                .verify("o1").faults().stream()
                        .map(f -> f.kind().word() + " " + f.seq() + "-" + f.upTo())
                        .toList();
    }

    @Test
    void anEditInTheDatabaseIsFound() throws Exception {
        fill(10);
        assertThat(faultsAfter("update audit set actor_id = 'user_9' where seq = 4"))
                .containsExactly("edited 4-4");
    }

    @Test
    void aRemovalInTheDatabaseIsFound() throws Exception {
        fill(10);
        assertThat(faultsAfter("delete from audit where seq = 4")).containsExactly("missing 4-4");
    }

    @Test
    void aSwapInTheDatabaseIsFound() throws Exception {
        fill(10);
        assertThat(
                        faultsAfter(
                                "update audit set seq = 99 where seq = 4",
                                "update audit set seq = 4 where seq = 6",
                                "update audit set seq = 6 where seq = 99"))
                .contains("edited 4-4", "edited 6-6");
    }

    @Test
    void aCutEndIsFoundAlsoWhereTheDatabasesOwnNoteIsCutToo() throws Exception {
        fill(10);
        assertThat(
                        faultsAfter(
                                "delete from audit where seq > 7",
                                "update audit_end set seq = 7, hash = (select hash from audit where"
                                        + " seq = 7)"))
                .containsExactly("cut 8-10");
    }

    @Test
    void whatIsAddedBehindACutIsTakenForARewrittenLog() throws Exception {
        fill(10);
        faultsAfter(
                "delete from audit where seq > 7",
                "update audit_end set seq = 7, hash = (select hash from audit where seq = 7)");
        for (int i = 11; i <= 13; i++) {
            trail.append(draft("o1", i));
        }
        assertThat(faultsAfter()).containsExactly("rewritten 10-10");
    }

    @Test
    void theEndsAreKeptInAFileOfTheirOwnAcrossARestart() throws Exception {
        fill(3);
        AuditAnchor end = anchors.kept("o1");
        Path file = directory.resolve(FileAnchors.NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.writeString(file, "o1 4 half of a li", StandardOpenOption.APPEND);
        try (FileAnchors again = FileAnchors.open(directory)) {
            assertThat(again.kept("o1")).isEqualTo(end);
            assertThat(again.organisations()).containsExactly("o1");
            AuditAnchor next = new AuditAnchor(4, "a".repeat(64));
            again.keep("o1", next);
            again.keep("o1", new AuditAnchor(2, "b".repeat(64)));
            assertThat(again.kept("o1")).isEqualTo(next);
            assertThatThrownBy(() -> again.keep("o 1", next)).isInstanceOf(IOException.class);
        }
        try (FileAnchors third = FileAnchors.open(directory)) {
            assertThat(third.kept("o1").seq()).isEqualTo(4);
        }
    }

    @Test
    void theFileOfEndsDoesNotGrowWithoutBound() throws Exception {
        try (FileAnchors file = FileAnchors.open(directory, 300)) {
            for (int i = 1; i <= 350; i++) {
                file.keep("o1", new AuditAnchor(i, "a".repeat(64)));
            }
            assertThat(Files.readAllLines(directory.resolve(FileAnchors.NAME)))
                    .hasSizeLessThan(100)
                    .last()
                    .isEqualTo("o1 350 " + "a".repeat(64));
        }
    }
}
