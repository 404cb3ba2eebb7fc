/** Whether each signal that is in use could testify: found out before its evidence is needed. */
package io.zonekeeper.core.selftest;
