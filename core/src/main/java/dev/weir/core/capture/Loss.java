package dev.weir.core.capture;

import java.util.Locale;

/** Why something that passed is not on record: a closed list, on the record and in the metrics. */
public enum Loss {
    /** The capture mode asked for less than everything. Intended, and so not counted as a gap. */
    MODE("the capture mode keeps no more"),
    /** The spool had no room: the disk is full or the spool's own limit was reached. */
    SPOOL_FULL("the spool was full"),
    /** The spool could not be written: an input or output error. */
    SPOOL_ERROR("the spool could not be written"),
    /** The process died, and what was still in flight ends where it was. */
    CRASH("Weir died in the middle"),
    /** A spool record failed its checksum when it was read back. */
    SPOOL_CORRUPT("a spool record failed its checksum"),
    /**
     * The exchange was imported from something that is no record of the wire, such as a tool's
     * transcript: heads and bodies say what was said, not which bytes passed. Not counted as a gap.
     */
    NOT_ON_WIRE("put together from what is no record of the wire"),
    /**
     * A policy wants bodies redacted before they are kept, and this one could not be read: its
     * coding is not known, broken, or longer than is decoded. Not counted as a gap.
     */
    UNREDACTABLE("redaction could not read it");

    private final String sentence;

    Loss(String sentence) {
        this.sentence = sentence;
    }

    /** The reason for people, without a full stop. */
    public String sentence() {
        return sentence;
    }

    /** The word on record, in the API and in metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
