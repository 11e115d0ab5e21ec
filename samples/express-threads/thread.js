'use strict';

const { parentPort, workerData } = require('node:worker_threads');
const { check } = require('./check.js');

const tasks = {
  'heavy-computation': computeHeavily,
  'image-processing': processImage,
  'data-analysis': analyzeData,
};

const { task, input } = workerData;
parentPort.postMessage(tasks[task](input));

function computeHeavily({ data, iterations }) {
  let computationResult = 0;
  for (let i = 0; i < iterations; i++) {
    computationResult += Math.sqrt(i) + Math.sin(i) + Math.cos(i);
  }
  return { computationResult, processedData: [...data].reverse().join(''), iterations };
}

/** Stands for real work on an image. */
function processImage({ imageData, operations }) {
  const prefixes = { resize: 'resized', filter: 'filtered', compress: 'compressed' };
  return operations.reduce((image, { type }) => {
    check(Object.hasOwn(prefixes, type), `Unknown operation: ${type}`);
    return `${prefixes[type]}_${image}`;
  }, imageData);
}

function analyzeData({ dataset, analysisType }) {
  const analyses = { statistical: findStatistics, pattern: findPattern };
  check(Object.hasOwn(analyses, analysisType), `Unknown analysis type: ${analysisType}`);
  return analyses[analysisType](dataset);
}

function findStatistics(dataset) {
  const mean = average(dataset);
  const sorted = [...dataset].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    mean,
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    standardDeviation: Math.sqrt(average(dataset.map((value) => (value - mean) ** 2))),
  };
}

function findPattern(dataset) {
  return {
    rises: dataset.filter((value, i) => i > 0 && value > dataset[i - 1]).length,
    trend: dataset.at(-1) > dataset[0] ? 'increasing' : 'not increasing',
  };
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
