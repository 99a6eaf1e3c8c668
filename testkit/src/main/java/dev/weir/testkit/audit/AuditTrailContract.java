package dev.weir.testkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.audit.AuditAction;
import dev.weir.core.audit.AuditActor;
import dev.weir.core.audit.AuditAnchor;
import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.AuditDraft;
import dev.weir.core.audit.AuditEntry;
import dev.weir.core.audit.AuditPage;
import dev.weir.core.audit.AuditQuery;
import dev.weir.core.audit.AuditReport;
import dev.weir.core.audit.AuditSubject;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.audit.AuditVerifier;
import dev.weir.core.json.JsonNumber;
import dev.weir.core.json.JsonObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What every store of audit logs does. A store's test extends this. */
public abstract class AuditTrailContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

    /** The store under test, empty at first; the same one throughout a test. */
    protected abstract AuditTrail trail() throws IOException;

    /** Where that store keeps the ends of its logs. */
    protected abstract AuditAnchors anchors() throws IOException;

    /** The same store, opened again. */
    protected abstract AuditTrail again() throws IOException;

    /** An entry to be added. */
    protected static AuditDraft draft(String organisation, int number) {
        return new AuditDraft(
                organisation,
                NOW.plusSeconds(number),
                new AuditActor(AuditActor.Kind.USER, "user_" + number % 3, "Ada " + number % 3),
                number % 2 == 0 ? AuditAction.KEY_CREATE : AuditAction.ROUTE_UPDATE,
                new AuditSubject("key", "key_" + number % 5, "Schlüssel 😀 " + number),
                number % 4 == 0 ? JsonObject.EMPTY : JsonObject.of("weight", JsonNumber.of(number)),
                JsonObject.builder().set("name", "n" + number).build());
    }

    @Test
    void anEntryComesBackWithAllItsMembers() throws IOException {
        AuditEntry first = trail().append(draft("o1", 1));
        AuditEntry second = trail().append(draft("o1", 2));
        assertThat(first.seq()).isEqualTo(1);
        assertThat(first.previous()).isEqualTo(AuditAnchor.START);
        assertThat(second.previous()).isEqualTo(first.hash());
        assertThat(first.before()).isEqualTo("{\"weight\":1}");
        assertThat(first.action()).isEqualTo("route.update");
        assertThat(first.at()).isEqualTo(NOW.plusSeconds(1));
        assertThat(again().scan("o1", 0, 10)).containsExactly(first, second);
        assertThat(again().list(AuditQuery.newest("o1", 10)).items())
                .containsExactly(second, first);
        assertThat(again().end("o1")).isEqualTo(new AuditAnchor(2, second.hash()));
        assertThat(anchors().kept("o1")).isEqualTo(new AuditAnchor(2, second.hash()));
    }

    @Test
    void eachOrganisationHasAChainOfItsOwn() throws IOException {
        trail().append(draft("o1", 1));
        AuditEntry other = trail().append(draft("o2", 1));
        AuditEntry second = trail().append(draft("o1", 2));
        assertThat(other.seq()).isEqualTo(1);
        assertThat(second.seq()).isEqualTo(2);
        assertThat(trail().list(AuditQuery.newest("o2", 10)).items()).containsExactly(other);
        assertThat(trail().scan("o3", 0, 10)).isEmpty();
        assertThat(trail().end("o3")).isEqualTo(AuditAnchor.NONE);
    }

    @Test
    void pagesGoFromTheNewestToTheOldest() throws IOException {
        for (int i = 1; i <= 23; i++) {
            trail().append(draft("o1", i));
        }
        List<Long> seen = new ArrayList<>();
        AuditQuery query = AuditQuery.newest("o1", 5);
        AuditPage page = trail().list(query);
        int pages = 1;
        while (true) {
            page.items().forEach(entry -> seen.add(entry.seq()));
            Long next = page.next();
            if (next == null) {
                break;
            }
            page = trail().list(query.before(next));
            pages++;
        }
        List<Long> expected = new ArrayList<>();
        for (long i = 23; i >= 1; i--) {
            expected.add(i);
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(pages).isEqualTo(5);
    }

    @Test
    void everyConditionNarrows() throws IOException {
        for (int i = 1; i <= 20; i++) {
            trail().append(draft("o1", i));
        }
        List<AuditEntry> all = trail().scan("o1", 0, 100);
        List<AuditQuery> queries =
                List.of(
                        query(AuditAction.KEY_CREATE, null, null, null, null),
                        query(null, "user_1", null, null, null),
                        query(null, null, "key_3", null, null),
                        query(null, null, null, NOW.plusSeconds(7), null),
                        query(null, null, null, null, NOW.plusSeconds(7)),
                        query(
                                AuditAction.ROUTE_UPDATE,
                                "user_2",
                                null,
                                NOW.plusSeconds(2),
                                NOW.plusSeconds(18)));
        for (AuditQuery query : queries) {
            List<AuditEntry> expected = all.reversed().stream().filter(query::matches).toList();
            assertThat(expected).isNotEmpty().hasSizeLessThan(20);
            assertThat(trail().list(query).items()).isEqualTo(expected);
        }
    }

    private static AuditQuery query(
            @Nullable AuditAction action,
            @Nullable String actor,
            @Nullable String subject,
            @Nullable Instant since,
            @Nullable Instant until) {
        return new AuditQuery("o1", 100, null, action, actor, subject, since, until);
    }

    @Test
    void manyWritersMakeOneChainWithoutGaps() throws Exception {
        List<Callable<AuditEntry>> writes = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            int number = i;
            writes.add(() -> trail().append(draft("o" + number % 2, number)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<AuditEntry> one : threads.invokeAll(writes)) {
                one.get();
            }
        }
        for (String organisation : List.of("o0", "o1")) {
            AuditReport report = new AuditVerifier(again(), anchors()).verify(organisation);
            assertThat(report.faults()).isEmpty();
            assertThat(report.entries()).isEqualTo(30);
            assertThat(report.end()).isEqualTo(anchors().kept(organisation));
        }
    }

    @Test
    void secretsDoNotGetIn() throws IOException {
        String canary = "sk-ant-api03-CANARYcanaryCANARYcanary0123456789";
        JsonObject state =
                JsonObject.builder()
                        .set("password", "hunter2")
                        .set("note", "use " + canary + " for this")
                        .build();
        trail().append(
                        new AuditDraft(
                                "o1",
                                NOW,
                                new AuditActor(AuditActor.Kind.TOKEN, "t1", "token " + canary),
                                AuditAction.USER_UPDATE,
                                new AuditSubject("user", "u1", canary),
                                state,
                                state));
        assertThat(again().scan("o1", 0, 10).toString())
                .doesNotContain("CANARY")
                .doesNotContain("hunter2")
                .contains("[redacted]");
    }
}
