package dev.weir.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.json.JsonObject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class AuditVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final int SIZE = 12;

    /** A log whose rows anybody may change; its own note of the end changes with them. */
    private static final class Loose implements AuditTrail {

        private final List<AuditEntry> rows = new ArrayList<>();

        @Override
        public AuditEntry append(AuditDraft draft) {
            throw new UnsupportedOperationException();
        }

        @Override
        public AuditPage list(AuditQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<AuditEntry> scan(String organisation, long after, int limit) {
            return rows.stream()
                    .sorted(Comparator.comparingLong(AuditEntry::seq))
                    .filter(row -> row.seq() > after)
                    .limit(limit)
                    .toList();
        }

        @Override
        public AuditAnchor end(String organisation) {
            return rows.isEmpty()
                    ? AuditAnchor.NONE
                    : new AuditAnchor(rows.getLast().seq(), rows.getLast().hash());
        }
    }

    private final InMemoryAuditTrail written = new InMemoryAuditTrail();
    private final Loose log = new Loose();

    @BeforeEach
    void write() {
        for (int i = 1; i <= SIZE; i++) {
            log.rows.add(written.append(draft(i)));
        }
    }

    private static AuditDraft draft(int number) {
        return new AuditDraft(
                "o1",
                NOW.plusSeconds(number),
                AuditActor.SYSTEM,
                AuditAction.KEY_UPDATE,
                new AuditSubject("key", "k" + number, "name"),
                JsonObject.EMPTY,
                JsonObject.builder().set("n", "v" + number).build());
    }

    private List<String> faults() throws IOException {
        return new AuditVerifier(log, written)
                .verify("o1").faults().stream()
                        .map(f -> f.kind().word() + " " + f.seq() + "-" + f.upTo())
                        .toList();
    }

    /** An entry with another content, its number and hash as given. */
    private static AuditEntry changed(AuditEntry e, long seq, String after, String hash) {
        return new AuditEntry(
                e.organisation(),
                seq,
                e.at(),
                e.actorKind(),
                e.actorId(),
                e.actorName(),
                e.action(),
                e.subjectKind(),
                e.subjectId(),
                e.subjectName(),
                e.before(),
                after,
                e.previous(),
                hash);
    }

    private static AuditEntry rehashed(AuditEntry e) {
        return changed(e, e.seq(), e.after(), AuditChain.hash(e));
    }

    private static AuditEntry behind(AuditEntry e, String previous) {
        AuditEntry linked =
                new AuditEntry(
                        e.organisation(),
                        e.seq(),
                        e.at(),
                        e.actorKind(),
                        e.actorId(),
                        e.actorName(),
                        e.action(),
                        e.subjectKind(),
                        e.subjectId(),
                        e.subjectName(),
                        e.before(),
                        e.after(),
                        previous,
                        "");
        return rehashed(linked);
    }

    @Test
    void aWholeLogIsIntact() throws IOException {
        AuditReport report = new AuditVerifier(log, written).verify("o1");
        assertThat(report.intact()).isTrue();
        assertThat(report.entries()).isEqualTo(SIZE);
        assertThat(report.end()).isEqualTo(written.end("o1"));
        assertThat(new AuditVerifier(log, written).verify("o2").faults()).isNotEmpty();
    }

    @Test
    void anEmptyLogIsIntact() throws IOException {
        AuditReport report = new AuditVerifier(new Loose(), new InMemoryAuditTrail()).verify("o1");
        assertThat(report.intact()).isTrue();
        assertThat(report.end()).isEqualTo(AuditAnchor.NONE);
    }

    @Test
    void anEditIsFoundWhereItIs() throws IOException {
        AuditEntry e = log.rows.get(4);
        log.rows.set(4, changed(e, e.seq(), "{\"n\":\"forged\"}", e.hash()));
        assertThat(faults()).containsExactly("edited 5-5");
    }

    @Test
    void anEditWithARightHashIsFoundByTheNextEntry() throws IOException {
        AuditEntry e = log.rows.get(4);
        log.rows.set(4, rehashed(changed(e, e.seq(), "{\"n\":\"forged\"}", "")));
        assertThat(faults()).containsExactly("unchained 6-6");
    }

    @Test
    void anEditOfTheLastEntryWithARightHashIsFoundByTheEndThatWasKept() throws IOException {
        AuditEntry e = log.rows.getLast();
        log.rows.set(SIZE - 1, rehashed(changed(e, e.seq(), "{}", "")));
        assertThat(faults()).containsExactly("rewritten 12-12");
    }

    @Test
    void everyMemberOfEveryEntryCounts() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            int at = random.nextInt(SIZE);
            AuditEntry e = log.rows.get(at);
            AuditEntry forged =
                    switch (random.nextInt(10)) {
                        case 0 -> with(e, 0);
                        case 1 -> with(e, 1);
                        case 2 -> with(e, 2);
                        case 3 -> with(e, 3);
                        case 4 -> with(e, 4);
                        case 5 -> with(e, 5);
                        case 6 -> with(e, 6);
                        case 7 -> with(e, 7);
                        case 8 -> with(e, 8);
                        default -> with(e, 9);
                    };
            log.rows.set(at, forged);
            assertThat(faults())
                    .as(forged.toString())
                    .contains("edited " + (at + 1) + "-" + (at + 1));
            log.rows.set(at, e);
        }
        assertThat(faults()).isEmpty();
    }

    private static AuditEntry with(AuditEntry e, int member) {
        return new AuditEntry(
                member == 0 ? "o2" : e.organisation(),
                e.seq(),
                member == 1 ? e.at().plusNanos(1_000) : e.at(),
                member == 2 ? "user" : e.actorKind(),
                member == 3 ? "u9" : e.actorId(),
                member == 4 ? "x" : e.actorName(),
                member == 5 ? "key.delete" : e.action(),
                member == 6 ? "ke" : e.subjectKind(),
                // A character that moves from one member to the next is a change too.
                member == 6 ? "y" + e.subjectId() : member == 7 ? "k" : e.subjectId(),
                member == 8 ? "" : e.subjectName(),
                member == 9 ? "{}" : e.before(),
                e.after(),
                e.previous(),
                e.hash());
    }

    @Test
    void aRemovedEntryIsMissing() throws IOException {
        log.rows.remove(6);
        log.rows.remove(6);
        assertThat(faults()).containsExactly("missing 7-8");
    }

    @Test
    void aMissingBeginningIsFound() throws IOException {
        log.rows.removeFirst();
        assertThat(faults()).containsExactly("missing 1-1");
    }

    @Test
    void anInsertedEntryIsFound() throws IOException {
        AuditEntry before = log.rows.get(5);
        List<AuditEntry> later = new ArrayList<>(log.rows.subList(6, SIZE));
        log.rows.subList(6, SIZE).clear();
        AuditEntry forged =
                rehashed(
                        behind(
                                changed(before, before.seq() + 1, "{\"n\":\"forged\"}", ""),
                                before.hash()));
        log.rows.add(forged);
        for (AuditEntry e : later) {
            log.rows.add(changed(e, e.seq() + 1, e.after(), e.hash()));
        }
        assertThat(faults()).contains("edited 8-8", "edited 13-13", "rewritten 12-12");
    }

    @Test
    void swappedEntriesAreFound() throws IOException {
        AuditEntry third = log.rows.get(2);
        AuditEntry ninth = log.rows.get(8);
        log.rows.set(2, changed(ninth, 3, ninth.after(), ninth.hash()));
        log.rows.set(8, changed(third, 9, third.after(), third.hash()));
        assertThat(faults()).containsExactly("edited 3-3", "edited 9-9");
    }

    @Test
    void aCutEndIsFound() throws IOException {
        log.rows.subList(9, SIZE).clear();
        assertThat(faults()).containsExactly("cut 10-12");
        log.rows.clear();
        assertThat(faults()).containsExactly("cut 1-12");
    }

    @Test
    void aChainThatIsWrittenAnewWithRightHashesIsFound() throws IOException {
        String previous = log.rows.get(3).hash();
        for (int i = 4; i < SIZE; i++) {
            AuditEntry e = log.rows.get(i);
            AuditEntry forged = behind(changed(e, e.seq(), "{\"n\":\"forged\"}", ""), previous);
            log.rows.set(i, forged);
            previous = forged.hash();
        }
        assertThat(faults()).containsExactly("rewritten 12-12");
    }

    @Test
    void entriesBehindTheEndThatWasKeptAreFine() throws IOException {
        AuditAnchor end = written.end("o1");
        AuditEntry next = AuditChain.next(end, draft(13));
        log.rows.add(next);
        assertThat(faults()).isEmpty();
    }
}
