/** Checks pods and at the API server over connections of their own, and how observers write down what they saw. */
package io.zonekeeper.kube.probe;
