package dev.weir.gateway.limits;

import dev.weir.core.limit.Actual;
import dev.weir.core.limit.Permit;
import dev.weir.core.limit.Standing;
import dev.weir.core.limit.Warning;

import java.util.List;

/** The permit of a call that is not counted. */
enum Unlimited implements Permit {
    PERMIT;

    @Override
    public Standing standing() {
        return Standing.NONE;
    }

    @Override
    public List<Warning> settle(Actual actual) {
        return List.of();
    }

    @Override
    public void release() {}
}
