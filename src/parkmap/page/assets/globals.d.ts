// What Python puts at the head of the bundle (resources.py).
declare const CODES: {
  stages: string[];
  conditions: string[];
  lateness: string[];
  grounds: string[];
  symbolNames: string[];
  symbols: Record<string, string>;
};
