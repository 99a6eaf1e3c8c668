package dev.weir.core.audit;

/**
 * What it was done to.
 *
 * @param kind what kind of thing, e.g. {@code key}
 * @param id its identifier, empty for none
 * @param name what people call it at that time, empty for none
 */
public record AuditSubject(String kind, String id, String name) {

    public AuditSubject {
        kind = AuditText.of(kind);
        id = AuditText.of(id);
        name = AuditText.of(name);
    }
}
