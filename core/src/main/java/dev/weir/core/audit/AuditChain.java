package dev.weir.core.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * The chain of hashes. An entry's hash is SHA-256 over the text {@code weir audit 1}, the previous
 * hash, and every member of the entry in the order of {@link AuditEntry}: texts as UTF-8 with their
 * length as four bytes in front, the number and the time (microseconds since 1970) as eight bytes.
 */
public final class AuditChain {

    private static final String FORM = "weir audit 1";

    private AuditChain() {}

    /** The entry that a draft becomes behind an anchor. */
    public static AuditEntry next(AuditAnchor last, AuditDraft draft) {
        AuditEntry unhashed =
                new AuditEntry(
                        draft.organisation(),
                        last.seq() + 1,
                        draft.at(),
                        draft.actor().kind().word(),
                        draft.actor().id(),
                        draft.actor().name(),
                        draft.action().word(),
                        draft.subject().kind(),
                        draft.subject().id(),
                        draft.subject().name(),
                        AuditText.of(draft.before()),
                        AuditText.of(draft.after()),
                        last.hash(),
                        "");
        return withHash(unhashed, hash(unhashed));
    }

    private static AuditEntry withHash(AuditEntry entry, String hash) {
        return new AuditEntry(
                entry.organisation(),
                entry.seq(),
                entry.at(),
                entry.actorKind(),
                entry.actorId(),
                entry.actorName(),
                entry.action(),
                entry.subjectKind(),
                entry.subjectId(),
                entry.subjectName(),
                entry.before(),
                entry.after(),
                entry.previous(),
                hash);
    }

    /** The hash that an entry must have, from its other members. */
    public static String hash(AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, FORM);
            text(out, entry.previous());
            text(out, entry.organisation());
            out.writeLong(entry.seq());
            out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()));
            for (String member :
                    List.of(
                            entry.actorKind(),
                            entry.actorId(),
                            entry.actorName(),
                            entry.action(),
                            entry.subjectKind(),
                            entry.subjectId(),
                            entry.subjectName(),
                            entry.before(),
                            entry.after())) {
                text(out, member);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return HexFormat.of().formatHex(sha256(bytes.toByteArray()));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
