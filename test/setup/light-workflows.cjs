'use strict';

/*
 * Preloaded into every thread of a process that plays workflows for tests. Two things the SDK (1.24) does for each call into a
 * workflow cost more than most workflows, and say nothing about what is tested:
 *
 * - It has a time limit, for which Node starts a thread of its own: 0.1 ms instead of 0.002 (measured, Node 20). A workflow that
 *   hangs is found by the limit of its test instead.
 * - For each promise the stack is written down, for the query `__stack_trace`. The two innermost lines are enough here.
 *
 * Processes that tests start (`leaseline worker`, `up`) are as they are shipped.
 */
const vm = require('node:vm');

const { createContext } = vm;
const { runInContext } = vm.Script.prototype;

vm.Script.prototype.runInContext = function (context, options = {}) {
  const { timeout: _, ...unlimited } = options;
  return runInContext.call(this, context, unlimited);
};

vm.createContext = (...args) => {
  const context = createContext(...args);
  vm.runInContext('Error.stackTraceLimit = 2', context);
  return context;
};
