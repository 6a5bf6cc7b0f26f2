/** The sample platform of the story: two APIs on one gateway, the larger one with a hundred operations. */

export const ORDERS_SPEC = 'apis/orders/openapi.yaml';

const RESOURCES = 25;

/** An OpenAPI description with `4 × RESOURCES` operations, as a person would write it. */
export function ordersDescription(): string {
  const names = ['orders', ...Array.from({ length: RESOURCES - 1 }, (_, index) => `resource-${index + 1}`)];
  return `openapi: 3.1.0
info:
  title: Orders
  version: 1.4.2
  description: What customers ordered, and what became of it.
servers:
  - url: https://api.acme.example/orders
security:
  - key: []
paths:
${names.map(resource).join('')}components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
  schemas:
    Order:
      type: object
      required: [id, sku, quantity, total]
      properties:
        id: { type: string }
        sku: { type: string }
        quantity:
          type: integer
          minimum: 1
          maximum: 1000
        total: { type: number }
        note: { type: string }
`;
}

function resource(name: string): string {
  return `  /${name}:
    get:
      operationId: list-${name}
      summary: List ${name}
      responses:
        "200":
          description: A page of them
          content:
            application/json:
              schema:
                type: array
                items: { $ref: "#/components/schemas/Order" }
    post:
      operationId: create-${name}
      summary: Create one of ${name}
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Order" }
      responses:
        "201": { description: Created }
  /${name}/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
    get:
      operationId: get-${name}
      summary: One of ${name}
      responses:
        "200":
          description: It
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Order" }
    delete:
      operationId: delete-${name}
      summary: Delete one of ${name}
      responses:
        "204": { description: Gone }
`;
}

export function customersDescription(): string {
  return `openapi: 3.0.3
info:
  title: Customers
  version: 2.0.0
  description: Who orders.
servers:
  - url: https://api.acme.example/customers
security:
  - key: []
paths:
  /customers:
    get:
      operationId: list-customers
      summary: List customers
      responses:
        "200": { description: A page of them }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
`;
}

const BY_COUNTERS = `- errorRate: { max: 0.05 }
        - latency: { quantile: 0.95, max: 2s }`;
const BY_ASKING = '- http: /orders/orders';

/** `.github/sluice.yaml` of the sample platform. A release is judged by the gateway's counters where it has any. */
export function sampleConfig(
  upstream: string,
  ordersSpec: string,
  { countsRequests, moreApis }: { readonly countsRequests: boolean; readonly moreApis: number },
): string {
  const more = Array.from(
    { length: moreApis },
    (_, index) => `  - { name: api-${index}, gateway: { upstream: "${upstream}" } }\n`,
  );
  return `apis:
  - name: customers
    spec: apis/customers/openapi.yaml
    owners: ["@acme/customers"]
    gateway: { upstream: "${upstream}" }
  - name: orders
    spec: ${ordersSpec}
    owners: ["@acme/orders"]
    dependsOn: [customers]
    gateway:
      upstream: "${upstream}"
      timeout: 5s
${more.join('')}environments:
  production:
    targets: [edge]
    analysis:
      bake: 3s
      interval: 250ms
      failures: 2
      minRequests: 10
      checks:
        ${countsRequests ? BY_COUNTERS : BY_ASKING}
`;
}

/** The operator's targets file. */
export function sampleTargets(gateway: { readonly url: string; readonly admin: string }): string {
  return `targets:
  edge: { kind: embedded, admin: ["${gateway.admin}"], url: "${gateway.url}", secret: { env: EDGE_SECRET }, repositories: ["acme/*"] }
`;
}
