package dev.weir.gateway.console;

import dev.weir.core.access.Providers;
import dev.weir.core.audit.AuditAnchors;
import dev.weir.core.audit.AuditTrail;
import dev.weir.core.derived.Derived;
import dev.weir.gateway.control.Accounts;
import dev.weir.gateway.control.Changes;
import dev.weir.gateway.control.DeviceSignIns;
import dev.weir.gateway.control.Publisher;
import dev.weir.gateway.limits.Use;
import dev.weir.gateway.oidc.OidcSignIns;
import dev.weir.gateway.vault.KeyCheck;
import dev.weir.gateway.vault.Vault;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the console's pages about people, keys and rules stand on.
 *
 * @param signIn true where calls need a token
 * @param accounts signing in, tokens
 * @param devices signing in on devices without a browser
 * @param oidc signing in with an identity provider, null where there is none
 * @param publicUrl the console's address as people reach it, without a trailing slash; empty where
 *     none is configured
 * @param changes people and rules
 * @param publisher the rules as they stand
 * @param vault provider keys
 * @param check asks a provider whether it accepts a key
 * @param audit who changed what
 * @param anchors the ends of the audit logs, kept outside them
 * @param providers the named upstreams
 * @param derived what an organisation's exchanges mean, by its id
 * @param uses how much of an organisation's limits is used, by its id
 * @param clock the time
 */
public record Control(
        boolean signIn,
        Accounts accounts,
        DeviceSignIns devices,
        @Nullable OidcSignIns oidc,
        String publicUrl,
        Changes changes,
        Publisher publisher,
        Vault vault,
        KeyCheck check,
        AuditTrail audit,
        AuditAnchors anchors,
        Providers providers,
        Function<String, Derived> derived,
        Function<String, List<Use>> uses,
        Supplier<Instant> clock) {}
