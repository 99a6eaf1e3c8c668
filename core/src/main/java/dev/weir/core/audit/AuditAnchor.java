package dev.weir.core.audit;

/**
 * The end of a log at some time: kept apart from the log, it shows where the log was cut or written
 * anew.
 *
 * @param seq the number of the last entry, 0 for none
 * @param hash its hash
 */
public record AuditAnchor(long seq, String hash) {

    /** The hash in front of the first entry. */
    public static final String START = "0".repeat(64);

    /** The end of an empty log. */
    public static final AuditAnchor NONE = new AuditAnchor(0, START);
}
