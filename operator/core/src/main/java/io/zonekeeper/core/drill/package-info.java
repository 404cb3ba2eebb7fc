/** Game days: a zone is treated as lost for a while, under all guards, and what happened is told. */
package io.zonekeeper.core.drill;
