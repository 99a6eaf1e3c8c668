package dev.weir.gateway.control;

import dev.weir.core.audit.AuditActor;
import dev.weir.core.token.Caller;
import dev.weir.core.token.Grant;

import org.jspecify.annotations.Nullable;

/** Who the audit log says it was. */
final class Actors {

    private Actors() {}

    /**
     * The user with the token that was shown: of somebody's tokens it may have been the stolen one.
     *
     * @param email what the user signs in with, null where there is no such user any more
     */
    static AuditActor of(Caller caller, @Nullable String email) {
        String user = caller.user();
        Grant grant = caller.grant();
        if (user != null) {
            String name = email == null ? user : email;
            return new AuditActor(
                    AuditActor.Kind.USER,
                    user,
                    grant == null ? name : name + " (" + grant.id() + ")");
        }
        return grant == null
                ? AuditActor.SYSTEM
                : new AuditActor(AuditActor.Kind.TOKEN, grant.id(), grant.name());
    }
}
