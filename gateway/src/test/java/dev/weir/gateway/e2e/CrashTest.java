package dev.weir.gateway.e2e;

class CrashTest {}
