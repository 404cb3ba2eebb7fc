/** What objects of the API say, read in one place each: labels, owners, conditions, nodes, budgets, complaints. */
package io.zonekeeper.kube.objects;
