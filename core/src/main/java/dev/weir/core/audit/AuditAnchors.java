package dev.weir.core.audit;

import java.io.IOException;

/** Where ends of logs are kept, apart from the logs. Thread-safe. */
public interface AuditAnchors {

    /** The end that was kept last; {@link AuditAnchor#NONE} where none was. */
    AuditAnchor kept(String organisation) throws IOException;

    /** Keeps an end, on disk when this returns; one before the end that is kept already is not. */
    void keep(String organisation, AuditAnchor anchor) throws IOException;
}
